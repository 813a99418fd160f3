// The official JavaScript client, unchanged: how soon it hears of a new experiment, and a forced
// arm. Called with the folder of its package, the server's address, the client key, and the key of
// the experiment to wait for. Node has no EventSource of its own, so a small one is given to it.
import { createRequire } from "node:module";

const [folder, apiHost, clientKey, wanted] = process.argv.slice(2);
const { GrowthBook, setPolyfills } = createRequire(folder + "/")("@growthbook/growthbook");

class Source {
  constructor(address) {
    this.heard = {};
    this.readyState = 0;
    this.read(address);
  }
  async read(address) {
    const answer = await fetch(address, { headers: { accept: "text/event-stream" } });
    this.readyState = 1;
    this.onopen?.();
    let left = "";
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const events = (left + part).split("\n\n");
      left = events.pop();
      for (const event of events) {
        const fields = Object.fromEntries(
          event.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
        );
        if (fields.event) this.heard[fields.event]?.({ type: fields.event, data: fields.data });
      }
    }
  }
  addEventListener(name, call) {
    this.heard[name] = call;
  }
  close() {}
}

setPolyfills({ EventSource: Source });
const client = new GrowthBook({ apiHost, clientKey });
await client.init({ streaming: true, timeout: 10000 });
setTimeout(() => console.log("listening"), 1000);
const end = Date.now() + 20000;
while (!(wanted in client.getFeatures()) && Date.now() < end)
  await new Promise((go) => setTimeout(go, 10));
const heard = wanted in client.getFeatures();
await client.setAttributes({ id: "somebody", forced: { [wanted]: "arm-1" } });
const found = client.evalFeature(wanted);
console.log(JSON.stringify({ heard, value: found.value, counted: !!found.experimentResult }));
process.exit(0);

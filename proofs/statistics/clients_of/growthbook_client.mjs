// The official JavaScript client, unchanged: who gets which arm.
// Called with the folder of its package, the server's address, the client key, a file of people
// and the file to write.
import { createReadStream, createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { once } from "node:events";

const [folder, apiHost, clientKey, people, target] = process.argv.slice(2);
const { GrowthBookClient } = createRequire(folder + "/")("@growthbook/growthbook");
const client = new GrowthBookClient({ apiHost, clientKey });
const started = await client.init({ timeout: 10000 });
if (!started.success) throw new Error("no features came");
const features = Object.keys(client.getFeatures()).sort();
const write = createWriteStream(target);
for await (const line of createInterface({ input: createReadStream(people) })) {
  const attributes = JSON.parse(line);
  const arms = features.map((feature) => {
    const { experimentResult } = client.evalFeature(feature, { attributes });
    return experimentResult ? experimentResult.key : "";
  });
  if (!write.write(arms.join(",") + "\n")) await once(write, "drain");
}
write.end();
await once(write, "finish");
client.destroy();
process.exit(0);

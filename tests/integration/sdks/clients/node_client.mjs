// Send events by @segment/analytics-node, unchanged. Usage: node_client.mjs FOLDER HOST KEY EVENTS.
import { createRequire } from "node:module";

const [folder, host, key, events] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { Analytics } = require("@segment/analytics-node");

const failed = [];
const client = new Analytics({
  writeKey: key,
  host,
  flushAt: 10,
  flushInterval: 100,
  maxRetries: 15,
  httpRequestTimeout: 2000,
});
client.on("error", (error) => failed.push(`${error.code}: ${error.reason ?? ""}`));
const userId = "sdk-user";
client.identify({ userId, traits: { email: "sdk@shop.example", name: "Sam" } });
client.page({ userId, category: "docs", name: "start", properties: { path: "/start" } });
client.screen({ userId, name: "home" });
client.group({ userId, groupId: "company-1", traits: { name: "A company" } });
client.alias({ userId, previousId: "sdk-visitor" });
for (let n = 0; n < +events; n++) {
  client.track({ userId, event: "Product Viewed", properties: { product_id: `P${n}`, n } });
  if (n % 10 === 0) await new Promise((done) => setTimeout(done, 20));
}
await client.closeAndFlush({ timeout: 60_000 });
if (failed.length) {
  console.error(`given up: ${failed.slice(0, 3)}`);
  process.exit(1);
}
console.log(require("@segment/analytics-node/package.json").version);

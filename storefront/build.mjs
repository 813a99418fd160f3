// Bundle the script into the Python package. The built file names the digest of its sources, so that
// a stale one is found without node.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const OUT = new URL("../src/tailorbird/api/static/tailorbird.js", import.meta.url);
const LIMIT = 4096;

const sources = new URL("src/", import.meta.url);
const digest = createHash("sha256");
for (const name of readdirSync(sources).sort()) digest.update(readFileSync(new URL(name, sources)));

const { outputFiles } = await build({
  entryPoints: [new URL("index.js", sources).pathname],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2021",
  write: false,
});
const text = `/* tailorbird.js, Apache-2.0. Sources: ${digest.digest("hex").slice(0, 16)} */\n${outputFiles[0].text}`;
const size = gzipSync(text, { level: 9 }).length;
writeFileSync(OUT, text);
console.log(`${text.length} bytes, ${size} gzip (limit ${LIMIT})`);
if (size > LIMIT) process.exit(1);

// Speaks the bench's protocol for a search library: node run.mjs NAME --docs FILE

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fields } from "./analysis.mjs";

const [name, flag, file] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name ?? "") || flag !== "--docs" || !file) {
  console.error("usage: node run.mjs NAME --docs FILE");
  process.exit(2);
}
const { default: build } = await import(`./${name}.mjs`);
const lines = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const start = performance.now();
const engine = await build(lines.map(fields), lines[0]?.lang ?? "ja");
const build_ms = performance.now() - start;
say({ ready: true, build_ms, index_bytes: Buffer.byteLength(engine.serialise()) });

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { qid, q, k = 10 } = JSON.parse(line);
  const start = performance.now();
  const hits = await engine.search(q, k);
  const us = (performance.now() - start) * 1000;
  say({ qid, ids: hits.map(([id]) => id), scores: hits.map(([, score]) => score), us });
}

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { readTicks } from "../../src/results/read-ticks.ts";
import type { Summary } from "../../src/results/summary.ts";

const pickup = resolve("bin/pickup");
const folder = mkdtempSync(join(tmpdir(), "shapes-"));
let asked = 0;
const server = createServer((_request, response) => {
  asked++;
  setTimeout(() => response.end("{}"), 100);
});

before(async () => {
  writeFileSync(
    join(folder, "any.ts"),
    `import { constant, defineLoadTest } from "pickup-load-test";
     export default defineLoadTest({ users: { any: { wait: constant(1), tasks: {
       async get(user) { await user.http.get("/x"); } } } } });`,
  );
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function load(...shape: string[]): Promise<{ summary: Summary; asked: number }> {
  const askedBefore = asked;
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const args = ["load", "any.ts", "-H", host, "--headless", "--workers", "2", "--json-file", "out.json", ...shape];
  await new Promise<void>((ended) => execFile(pickup, args, { cwd: folder }, () => ended()));
  const summary = JSON.parse(readFileSync(join(folder, "out.json"), "utf8")) as Summary;
  return { summary, asked: asked - askedBefore };
}

test("two workers make every start of an arrival rate, no more and no fewer, and each step has its own", async () => {
  const { summary, asked: heard } = await load("--steps", "20/s,50/s", "--step-time", "2s", "-u", "60");
  assert.equal(summary.total.requests + summary.generator.interrupted + summary.generator.missedStarts, 140);
  // The API is asked once before the run.
  assert.ok(heard - summary.total.requests - summary.generator.interrupted <= 1);
  assert.deepEqual(
    summary.steps.map(({ name, target }) => [name, target]),
    [
      ["20/s", 20],
      ["50/s", 50],
    ],
  );
});

test("starts that find no free user are counted, and the run does not pass", async () => {
  const { summary } = await load("--arrival-rate", "100/s", "-u", "2", "-t", "2s");
  assert.equal(summary.total.requests + summary.generator.missedStarts, 200);
  assert.ok(summary.generator.missedStarts >= 160);
  assert.notEqual(summary.verdict, "passed");
});

test("a warm-up is in no figure", async () => {
  const { summary, asked: heard } = await load("--arrival-rate", "20/s", "-u", "20", "-t", "6s", "--warm-up", "3s");
  let [before, after, missed] = [0, 0, 0];
  for await (const { second, endpoints, missedStarts } of readTicks(
    join(folder, "runs", summary.run.id, "ticks.jsonl"),
  )) {
    const requests = endpoints.reduce((sum, endpoint) => sum + endpoint.requests, 0);
    if (second < 3) before += requests;
    else after += requests;
    missed += missedStarts;
  }
  assert.ok(before > 0);
  assert.equal(summary.total.requests, after);
  assert.equal(heard + missed, 120);
});

import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { FaultReport, LocalStackFile } from "../src/local/index.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

const oldConfig = fileURLToPath(new URL("fixtures/old-config.json", import.meta.url));

test("pickup local --faults stands proxies in front of its services, and the commands find them", async (t) => {
  const folder = emptyFolder(t);
  copyFileSync(oldConfig, join(folder, "config.json"));
  const faults = { seed: "one", dynamodb: { partlyUnprocessed: 0.5 }, api: { latencyMs: { min: 30, max: 40 } } };
  writeFileSync(join(folder, "faults.json"), JSON.stringify(faults));
  await startLocal(t, folder, ["--faults", "faults.json"]);
  const { dynamodb, api } = JSON.parse(readFileSync(join(folder, ".pickup/local.json"), "utf8")) as LocalStackFile;

  const seeded = await runPickup(folder, ["seed"]);
  assert.equal(seeded.exitCode, 0, seeded.stderr);
  const report = (await (await fetch(`${dynamodb}/faults`)).json()) as FaultReport;
  assert.equal(report.writes.keys, 650);
  assert.ok(report.faults.partlyUnprocessed! > 0);
  assert.deepEqual(report.refusedSignatures, {});

  const startMs = performance.now();
  const answer = await fetch(`${api}/continuewatchinghistory`);
  assert.equal(answer.status, 401);
  assert.ok(performance.now() - startMs >= 30);
});

test("a wrong fault file is one clear line, and nothing is started", async (t) => {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "faults.json"), '{"dynamodb": {"resets": 7}}');
  const { exitCode, stderr } = await runPickup(folder, ["local", "--faults", "faults.json"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: \S*faults\.json: dynamodb\.resets: .*\nhint: docs\/faults\.md .*\n/);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { faultsOf, readFaults } from "./fault-file.ts";

test("an empty section plays nothing but checked signatures", () => {
  const { dynamodb } = faultsOf({ dynamodb: {} });
  assert.equal(dynamodb!.resets, 0);
  assert.equal(dynamodb!.writeUnits, undefined);
  assert.deepEqual(dynamodb!.signatures, { keys: [], expireAtRequests: [] });
});

test("everything wrong with a fault file is told in one error", () => {
  const file = { dynamodb: { resets: 2, latencyMs: { min: 5, max: 1 } }, api: { partlyUnprocessed: 0.5 } };
  assert.throws(() => faultsOf(file, "storm.json"), {
    code: "PICKUP_FAULTS_INVALID",
    exitCode: 2,
    message:
      /^storm\.json: dynamodb\.latencyMs: min must not be above max; dynamodb\.resets: .*; api: .*partlyUnprocessed/,
  });
});

test("a fault file that is absent or no JSON is told with its path", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "pickup-faults-"));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(readFaults(join(folder, "none.json")), { message: /none\.json cannot be read: ENOENT/ });
  await writeFile(join(folder, "bad.json"), "{");
  await assert.rejects(readFaults(join(folder, "bad.json")), { message: /bad\.json is not JSON/ });
});

test("the documentation's example is a fault file, and names every field", () => {
  const text = readFileSync(new URL("../../../docs/faults.md", import.meta.url), "utf8");
  const [, example] = /```json[^\n]*\n([\s\S]*?)```/.exec(text)!;
  const faults = faultsOf(JSON.parse(example!));
  for (const field of Object.keys(faults.dynamodb!)) assert.match(text, new RegExp(`\`${field}`), field);
});

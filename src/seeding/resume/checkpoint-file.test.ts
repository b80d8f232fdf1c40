import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { VirtualClock } from "../../ground/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CheckpointFile } from "./checkpoint-file.ts";
import { CheckpointPart, slotPath } from "./checkpoint-part.ts";
import { untouched } from "./range-state.ts";

const folder = mkdtempSync(join(tmpdir(), "pickup-checkpoint-"));
after(() => rmSync(folder, { recursive: true }));

const target = { endpoint: "http://127.0.0.1:8000", region: "us-west-2", table: "t-test" };
const checkpoint: Checkpoint = {
  schema: 2,
  ...target,
  tableCreatedAtMs: 1_700_000_000_000,
  configHash: "abc",
  shard: null,
  ttlSeconds: 1_856_563_200,
  action: "put",
  itemsDone: 12,
  itemsTotal: 650,
  dead: [{ user: 1, record: 2, error: "bad" }],
  ranges: [untouched([3, 50])],
  unitsPerSecond: 2_000,
  session: null,
  updatedAt: "2026-11-23T00:00:00.000Z",
};

test("a checkpoint is read as it was written, and nothing else is left in its folder", () => {
  const file = new CheckpointFile(folder, target, null);
  assert.equal(file.read(), undefined);
  file.write(checkpoint);
  file.write({ ...checkpoint, itemsDone: 13 });
  assert.deepEqual(file.read(), { ...checkpoint, itemsDone: 13 });
  assert.equal(readdirSync(dirname(file.path)).length, 1);
  file.remove();
  assert.equal(file.read(), undefined);
});

test("each table, place and shard has a checkpoint of its own", () => {
  const paths = [
    new CheckpointFile(folder, target, null),
    new CheckpointFile(folder, target, { index: 1, count: 2 }),
    new CheckpointFile(folder, { ...target, table: "t2-test" }, null),
    new CheckpointFile(folder, { ...target, endpoint: null }, null),
    new CheckpointFile(folder, { ...target, endpoint: null, region: "eu-west-1" }, null),
  ].map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
});

test("what killed workers have left is worked in: the newest whole state of each, and only of the same session", async () => {
  const clock = new VirtualClock();
  const file = new CheckpointFile(folder, target, null);
  const shares = [[untouched([3, 20])], [untouched([20, 40])], [untouched([40, 50])]];
  file.write({ ...checkpoint, session: { id: "now", shares } });
  let written = 5;
  const stateOf = (low: number) => ({ ranges: [untouched([low, 20])], written, dead: [], unitsPerSecond: 700 });
  const part = new CheckpointPart(file.partOf(0, "now"), clock, () => stateOf(3 + written));
  part.begin();
  written = 7;
  await clock.advance(60);
  written = 9;
  await clock.advance(50);
  new CheckpointPart(file.partOf(1, "before"), clock, () => stateOf(30)).begin();
  // The third state stands in the first file; it is damaged, as when the process dies while it writes.
  const newest = slotPath(file.partOf(0, "now"), "a");
  writeFileSync(newest, readFileSync(newest, "utf8").replace('"written":9', '"written":8'));
  const found = file.read()!;
  assert.equal(found.itemsDone, 19);
  assert.equal(found.unitsPerSecond, 700);
  assert.equal(found.session, null);
  assert.deepEqual(found.ranges, [untouched([10, 20]), untouched([20, 40]), untouched([40, 50])]);
  file.remove();
  assert.deepEqual(readdirSync(dirname(file.path)), []);
});

test("of many tables' checkpoints only the newest are kept", () => {
  for (let table = 0; table < 30; table++) {
    new CheckpointFile(folder, { ...target, table: `t${table}-test` }, null).write(checkpoint);
  }
  const file = new CheckpointFile(folder, target, null);
  file.write(checkpoint);
  file.prune();
  assert.equal(readdirSync(dirname(file.path)).length, 20);
  assert.deepEqual(file.read(), checkpoint);
});

for (const text of ["", "{", '{"schema":1}', "null"]) {
  test(`a checkpoint that holds ${JSON.stringify(text)} is one clear error`, () => {
    const file = new CheckpointFile(folder, target, null);
    file.write(checkpoint);
    writeFileSync(file.path, text);
    assert.throws(() => file.read(), { code: "PICKUP_CHECKPOINT_INVALID", exitCode: 2 });
  });
}

test("a checkpoint below something that is no folder is one clear error", () => {
  writeFileSync(join(folder, "file"), "");
  const file = new CheckpointFile(join(folder, "file"), target, null);
  assert.throws(() => file.write(checkpoint), { code: "PICKUP_CHECKPOINT_UNUSABLE" });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { withWriteShare } from "./write-share.ts";

const run = () => undefined;
const tasks = {
  read: { weight: 90, run },
  look: run,
  write: { writes: true, run },
  rename: { writes: true, weight: 3, run },
};

test("tasks that write are the share of all that was asked for, by their weights among themselves", () => {
  const { read, write, rename } = withWriteShare(tasks, 0.25) as { [name: string]: { weight: number } };
  assert.equal(read!.weight, 90);
  const writing = write!.weight + rename!.weight;
  assert.ok(Math.abs(writing / (writing + 91) - 0.25) < 1e-9);
  assert.ok(Math.abs(rename!.weight / write!.weight - 3) < 1e-9);
});

test("without a share nothing writes, with a share of all nothing else runs", () => {
  assert.deepEqual(Object.keys(withWriteShare(tasks, 0)), ["read", "look"]);
  assert.deepEqual(Object.keys(withWriteShare(tasks, 1)), ["write", "rename"]);
  assert.equal(withWriteShare({ read: run }, 0.5)["read"], run);
});

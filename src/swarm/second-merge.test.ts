import assert from "node:assert/strict";
import { test } from "node:test";
import { SecondMerge } from "./second-merge.ts";

function recorded() {
  const told: unknown[] = [];
  const merge = new SecondMerge<string>({
    second: (...second) => told.push(second),
    late: (...late) => told.push(["late", ...late]),
  });
  return { merge, told };
}

test("a report that comes twice is handed on once, in its second or late", () => {
  const { merge, told } = recorded();
  merge.add(0, "a", "a0");
  merge.add(0, "a", "a0");
  merge.advance(0);
  merge.add(0, "a", "a0");
  merge.add(0, "b", "b0");
  merge.add(0, "b", "b0");
  assert.deepEqual(told, [
    [0, ["a"], ["a0"]],
    ["late", 0, "b", "b0"],
  ]);
});

test("what another coordinator had handed on is left out, and the rest comes in order", () => {
  const { merge, told } = recorded();
  merge.skip(0, ["a"]);
  merge.skip(1, ["a", "b"]);
  for (const second of [0, 1, 2]) for (const worker of ["a", "b"]) merge.add(second, worker, `${worker}${second}`);
  merge.advance(2);
  assert.deepEqual(told, [[2, ["a", "b"], ["a2", "b2"]]]);
});

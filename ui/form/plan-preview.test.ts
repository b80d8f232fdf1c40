import assert from "node:assert/strict";
import { test } from "node:test";
import { planPreview } from "./plan-preview.ts";

const cornersOf = (shape: string, fields: { [key: string]: string }) =>
  planPreview({ shape, fields, userTypes: [] })
    ?.corners.map(({ second, load }) => `${second}:${load}`)
    .join(" ") ?? null;

test("users rise at the spawn rate and stay", () => {
  assert.equal(cornersOf("users", { users: "100", spawnRate: "10", runTime: "1m" }), "0:0 10:100 60:100");
});

test("a run that ends before all are there is shown as it will be", () => {
  assert.equal(cornersOf("users", { users: "100", spawnRate: "10", runTime: "5s" }), "0:0 5:50");
});

test("a run without a run time goes on", () => {
  assert.equal(
    planPreview({ shape: "users", fields: { users: "10", spawnRate: "1" }, userTypes: [] })?.isOpenEnded,
    true,
  );
});

test("stages and steps are lines from corner to corner", () => {
  assert.equal(cornersOf("stages", { stages: "30s:100,1m:100,30s:0" }), "0:0 30:100 90:100 120:0");
  assert.equal(cornersOf("stages", { stages: "20,30s:100" }), "0:20 30:100");
  assert.equal(cornersOf("arrivalStages", { arrivalStages: "30s:60/m" }), "0:0 30:1");
  assert.equal(cornersOf("steps", { steps: "100/s,200/s", stepTime: "30s" }), "0:100 30:100 30:200 60:200");
});

test("what cannot be read is not drawn", () => {
  assert.equal(cornersOf("stages", { stages: "soon" }), null);
  assert.equal(cornersOf("users", { users: "", spawnRate: "1" }), null);
  assert.equal(cornersOf("arrivalRate", { arrivalRate: "fast" }), null);
});

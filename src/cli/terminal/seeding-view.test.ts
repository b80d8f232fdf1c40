import assert from "node:assert/strict";
import { test } from "node:test";
import { begunSeeding } from "../../../test/support/seeding-progress.ts";
import { plainPaint } from "./paint.ts";
import { seedingLine, SeedingView } from "./seeding-view.ts";

const begun = begunSeeding(13_000);
const { retries } = begun;
const under = { ...begun, elapsedMs: 2_000, written: 3_250, itemsDone: 3_250, secondsLeft: 6 };

function viewOn(screen: { isTTY?: boolean }, environment = {}) {
  let written = "";
  const view = new SeedingView({ ...screen, write: (text) => (written += text) }, environment);
  return { view, written: () => written };
}

test("the line shows share, items, rate and time left", () => {
  assert.equal(seedingLine(begun, plainPaint), "░░░░░░░░░░░░░░░░░░░░░░░░ 0 % · 0 of 13,000 items · 0/s");
  assert.equal(
    seedingLine({ ...under, retries: { ...retries, unprocessed: 20, throttled: 5 } }, plainPaint),
    "██████░░░░░░░░░░░░░░░░░░ 25 % · 3,250 of 13,000 items · 1,625/s · 20 unprocessed · 5 throttled · 6s left",
  );
  const last = { itemsPerSecond: 1600, unitsPerSecond: 1600, limitUnitsPerSecond: 2000, p50Ms: 4.2, p99Ms: 31 };
  assert.match(
    seedingLine({ ...under, last }, plainPaint),
    /1,625\/s · 1,600 of 2,000 write units\/s · batch 4.2 ms, p99 31.0 ms · 6s left$/,
  );
  const done = { ...under, written: 13_000, elapsedMs: 8_000, done: true };
  assert.equal(seedingLine(done, plainPaint), "████████████████████████ 100 % · 13,000 of 13,000 items · 1,625/s");
});

test("nothing to write is wholly done", () => {
  assert.match(seedingLine({ ...begun, planned: 0 }, plainPaint), /100 % · 0 of 0 items/);
});

test("a terminal gets one line drawn over and over, and keeps the last", () => {
  const { view, written } = viewOn({ isTTY: true }, { NO_COLOR: "1" });
  view.observe(begun);
  view.observe(under);
  view.close();
  const clear = "\r\u001b[2K";
  assert.equal(written(), `${clear}${seedingLine(begun, plainPaint)}${clear}${seedingLine(under, plainPaint)}\n`);
});

test("elsewhere a plain line comes every five seconds, without a control character", () => {
  const { view, written } = viewOn({});
  for (let second = 0; second <= 11; second++) view.observe({ ...under, elapsedMs: second * 1_000 });
  view.close();
  const lines = written().trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0]!, /^going on: 3,250 of 13,000 items are done already$/);
  assert.doesNotMatch(written(), /[^\n\P{Cc}]/u);
});

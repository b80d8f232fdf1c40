import assert from "node:assert/strict";
import { test } from "node:test";
import { type RangeState, untouched } from "./resume/range-state.ts";
import { type SeedReport, SeedTally } from "./seed-report.ts";
import type { SeedOrder } from "./seed-runner.ts";
import type { SpreadReport } from "./spread-job.ts";
import { SpreadSeeding } from "./spread-seeding.ts";

/** Four parts of a hundred users each, on one budget of 1,000 write units a second. */
function spread() {
  const told: SeedReport[] = [];
  const order = {
    shareOf: (part: number, of: number) => ({
      ranges: [untouched([part * 100, part * 100 + 100])],
      rate: { start: 1000 / of, most: 1000 / of, burstSeconds: 0.5 },
      part: { path: "", session: "" },
    }),
    onReports: (_second: number, reports: readonly SeedReport[]) => told.push(...reports),
  } as unknown as SeedOrder;
  return { seeding: new SpreadSeeding(order, 4), told };
}

function report(parts: readonly [number, readonly RangeState[]][]): SpreadReport {
  const counts = { ...new SeedTally().take(), unitsPerSecond: 500, fatal: null };
  return { ...counts, parts: parts.map(([part, ranges]) => ({ part, ranges })) };
}

const most = ({ rate }: { readonly rate: { readonly most: number } }) => rate.most;

test("the budget is shared by what is left, and never more than the whole of it", () => {
  const { seeding } = spread();
  assert.deepEqual(
    [
      [0, 1],
      [2, 3],
    ].map((held) => most(seeding.shareOf(held))),
    [500, 500],
  );
  const half = report([
    [0, [{ start: 0, end: 100, low: 50, holes: [] }]],
    [1, []],
  ]);
  seeding.heard(half);
  assert.ok(seeding.counted(0, [half]), "the limits are other ones now");
  assert.deepEqual(
    [
      [0, 1],
      [2, 3],
    ].map((held) => most(seeding.shareOf(held))),
    [200, 800],
  );
});

test("whoever takes a part over begins where its last holder reported to be", () => {
  const { seeding } = spread();
  const states: RangeState[] = [{ start: 200, end: 300, low: 270, holes: [[205, 1, 3]] }];
  seeding.heard(report([[2, states]]));
  assert.deepEqual(seeding.shareOf([2, 3]).parts, [
    { part: 2, ranges: states },
    { part: 3, ranges: [untouched([300, 400])] },
  ]);
});

test("the account knows of every part from the beginning, and the seeding is done with the last one", () => {
  const { seeding, told } = spread();
  assert.deepEqual(
    told.map(({ worker }) => worker),
    [0, 1, 2, 3],
  );
  for (const part of [0, 1, 2]) seeding.heard(report([[part, []]]));
  assert.ok(!seeding.isDone);
  seeding.heard(report([[3, []]]));
  assert.ok(seeding.isDone);
});

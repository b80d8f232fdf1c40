import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isOwed, type Owed, owedAt } from "./history.ts";
import type { Row } from "./row.ts";
import { dayMs, rulesOf } from "./rules.ts";

function historyAt(...timesMs: number[]) {
  const rows = timesMs.map((timeMs, index): Row => ({
    key: `urn:${index}`,
    id: `urn:${index}`,
    timeMs,
    moment: Math.floor(timeMs / 1000),
    values: [500, 5000],
  }));
  return { rows, finished: [] };
}

const start = 1_800_000_000_000;

test("near the cut-off a marker may be in the answer or not, outside the margin it must or must not", () => {
  const history = historyAt(start + 1000, start);
  const rules = rulesOf({ cutOffDays: 30, edgeMarginMs: 5000 });
  const edge = start + 30 * dayMs;
  const bounds = (nowMs: number) => {
    const { least, most } = owedAt(history, rules, nowMs);
    return [least, most];
  };
  assert.deepEqual(bounds(edge - 5000), [2, 2]);
  assert.deepEqual(bounds(edge - 4999), [1, 2]);
  assert.deepEqual(bounds(edge), [0, 2]);
  assert.deepEqual(bounds(edge + 5000), [0, 2]);
  assert.deepEqual(bounds(edge + 5001), [0, 1]);
  assert.deepEqual(bounds(edge + 6001), [0, 0]);
});

test("a limit above what the cut-off leaves changes nothing; a lower one hides the edge", () => {
  const history = historyAt(start + dayMs, start);
  const edge = start + 30 * dayMs;
  const { least, most } = owedAt(history, rulesOf({ cutOffDays: 30, historyLimit: 1 }), edge);
  assert.deepEqual([least, most], [1, 1]);
  const wide = owedAt(history, rulesOf({ cutOffDays: 30, historyLimit: 2 }), edge);
  assert.deepEqual([wide.least, wide.most], [1, 2]);
});

test("around the ttl all or nothing is right, after it nothing", () => {
  const history = historyAt(start + 1, start);
  const ttlMs = start + dayMs;
  const rules = rulesOf({ edgeMarginMs: 5000 }, ttlMs / 1000);
  const right = (nowMs: number) => [0, 1, 2].filter((count) => isOwed(owedAt(history, rules, nowMs), count));
  assert.deepEqual(right(ttlMs - 5000), [2]);
  assert.deepEqual(right(ttlMs - 4999), [0, 2]);
  assert.deepEqual(right(ttlMs + 5000), [0, 2]);
  assert.deepEqual(right(ttlMs + 5001), [0]);
});

test("what is owed stays the same until the moment that is given, and no longer", () => {
  const times = fc
    .array(fc.nat(200), { maxLength: 8 })
    .map((ages) => ages.toSorted((a, b) => a - b).map((age) => start - age));
  const limit = fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined });
  const { untilMs: _, ...fields } = owedAt(historyAt(), rulesOf({}), 0);
  const names = Object.keys(fields) as (keyof Owed)[];
  fc.assert(
    fc.property(
      times,
      limit,
      fc.nat(15),
      fc.integer({ min: -100, max: 300 }),
      (timesMs, historyLimit, edgeMarginMs, at) => {
        const history = historyAt(...timesMs);
        const rules = rulesOf({ cutOffDays: 100 / dayMs, historyLimit, edgeMarginMs }, (start + 150) / 1000);
        const nowMs = start + at;
        const owed = owedAt(history, rules, nowMs);
        assert.ok(owed.untilMs >= nowMs);
        for (let later = nowMs; later <= Math.min(owed.untilMs, start + 400); later++) {
          const then = owedAt(history, rules, later);
          assert.deepEqual(
            names.map((name) => then[name]),
            names.map((name) => owed[name]),
          );
        }
        const isChangeless = owed.untilMs === Infinity || historyLimit !== undefined || owed.most === 0;
        if (isChangeless) return;
        const after = owedAt(history, rules, owed.untilMs + 1);
        assert.notDeepEqual(
          names.map((name) => after[name]),
          names.map((name) => owed[name]),
        );
      },
    ),
  );
});

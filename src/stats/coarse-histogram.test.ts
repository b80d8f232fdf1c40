import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { CoarseHistogram } from "./coarse-histogram.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { mergeHistograms } from "./merge-histograms.ts";

const values = fc.array(fc.oneof(fc.nat(400), fc.nat(100_000), fc.nat(0x7fff_ffff)), { maxLength: 200 });

function coarse(of: readonly number[]): CoarseHistogram {
  const histogram = new CoarseHistogram();
  for (const value of of) histogram.add(value);
  return histogram;
}

test("percentiles are right to two digits; count, sum, lowest and highest are exact", () => {
  fc.assert(
    fc.property(values, (of) => {
      const exact = new LatencyHistogram();
      for (const value of of) exact.add(value);
      const kept = coarse(of).toLatency();
      const { count, min, max, mean } = kept;
      assert.deepEqual([count, min, max, mean], [exact.count, exact.min, exact.max, exact.mean]);
      for (const percent of [0, 1, 50, 90, 99.9, 100]) {
        const [told, truth] = [kept.percentile(percent), exact.percentile(percent)];
        assert.ok(Math.abs(told - truth) <= truth * 0.01 + 1, `p${percent}: ${told} for ${truth}`);
      }
    }),
  );
});

test("what travelled and was merged in any way is what one histogram would hold", () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      const whole = coarse([...a, ...b, ...c]);
      const merged = new CoarseHistogram();
      merged.merge(mergeHistograms([coarse(a).toSparse(), coarse(b).toSparse()]));
      merged.merge(coarse(c).take());
      assert.deepEqual(merged.toSparse(), whole.toSparse());
    }),
  );
});

test("taking empties; what cannot be is counted at the ends", () => {
  const histogram = coarse([-5, 0.4, Number.POSITIVE_INFINITY, 1e12]);
  const { indexes, counts, min, max } = histogram.take();
  assert.deepEqual([indexes.length, [...counts], min, max], [2, [2, 2], 0, 0x7fff_ffff]);
  assert.equal(histogram.take().indexes.length, 0);
  histogram.add(7);
  assert.deepEqual([...histogram.take().indexes], [7]);
});

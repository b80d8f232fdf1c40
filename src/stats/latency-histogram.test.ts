import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { build } from "hdr-histogram-js";
import { LatencyHistogram } from "./latency-histogram.ts";
import { countAbove } from "./sparse-histogram.ts";
import { latencyOf, percentileMsOf } from "./latency.ts";

/** From quick answers to more than an hour, with many equal ones. */
const latencies = fc.array(
  fc.oneof(fc.nat(3000), fc.nat(2_000_000), fc.nat(7_200_000_000), fc.constantFrom(0, 1, 2047, 2048, 0xffff_ffff)),
  { minLength: 1, maxLength: 300 },
);
const percents = fc.oneof(
  fc.constantFrom(0, 50, 75, 90, 95, 99, 99.9, 99.99, 100),
  fc.double({ min: 0, max: 100, noNaN: true }),
);

function histogramOf(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

test("percentiles are exactly those of HdrHistogram with three significant digits", () => {
  fc.assert(
    fc.property(latencies, fc.array(percents, { minLength: 1, maxLength: 10 }), (values, wanted) => {
      const oracle = build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: 2 ** 40,
        numberOfSignificantValueDigits: 3,
        useWebAssembly: false,
      });
      for (const value of values) oracle.recordValue(value);
      const histogram = histogramOf(values);
      for (const percent of wanted) {
        assert.equal(histogram.percentile(percent), oracle.getValueAtPercentile(percent), `at ${percent}`);
      }
    }),
  );
});

test("count, lowest, highest and mean are exact", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const histogram = histogramOf(values);
      assert.equal(histogram.count, values.length);
      assert.equal(histogram.min, Math.min(...values));
      assert.equal(histogram.max, Math.max(...values));
      assert.equal(histogram.mean, values.reduce((sum, value) => sum + value, 0) / values.length);
    }),
  );
});

test("merging parts gives the histogram of the whole, however the values are dealt out", () => {
  fc.assert(
    fc.property(latencies, fc.integer({ min: 1, max: 5 }), (values, parts) => {
      const merged = new LatencyHistogram();
      for (let part = 0; part < parts; part++) {
        merged.merge(histogramOf(values.filter((_, i) => i % parts === part)).toSparse());
      }
      assert.deepEqual(merged.toSparse(), histogramOf(values).toSparse());
    }),
  );
});

test("what is taken second by second adds up to everything that was added", () => {
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 1, maxLength: 5 }), (seconds) => {
      const hot = new LatencyHistogram();
      const sum = new LatencyHistogram();
      for (const values of seconds) {
        for (const value of values) hot.add(value);
        sum.merge(hot.take());
      }
      assert.deepEqual(sum.toSparse(), histogramOf(seconds.flat()).toSparse());
      assert.equal(hot.take().indexes.length, 0);
    }),
  );
});

test("adding a value several times is adding it that often", () => {
  fc.assert(
    fc.property(fc.nat(7_200_000_000), fc.integer({ min: 0, max: 20 }), (value, times) => {
      const histogram = new LatencyHistogram();
      histogram.addTimes(value, times);
      assert.deepEqual(histogram.toSparse(), histogramOf(Array.from({ length: times }, () => value)).toSparse());
    }),
  );
});

test("fractions of a microsecond are rounded and what ended before it began counts as 0", () => {
  const histogram = histogramOf([0.4, 1.5, -300, -0.2]);
  assert.deepEqual([...histogram.toSparse().indexes], [0, 2]);
  assert.deepEqual([...histogram.toSparse().counts], [3, 1]);
});

test("counting above a value leaves out the values in its own bucket", () => {
  const histogram = histogramOf([10, 5000, 5001, 5004, 9000]);
  assert.equal(countAbove(histogram.toSparse(), 5000), 2);
});

test("no percentile in the figures is above the highest value", () => {
  const histogram = histogramOf([1_234_567]);
  assert.ok(histogram.percentile(99) > 1_234_567);
  assert.equal(percentileMsOf(histogram, 99), 1234.567);
});

test("an empty histogram has no figures", () => {
  assert.equal(latencyOf(new LatencyHistogram()), null);
});

test("figures are milliseconds", () => {
  const figures = latencyOf(histogramOf([1000, 2000, 3000]));
  assert.deepEqual(figures, { min: 1, mean: 2, p50: 2, p75: 3, p90: 3, p95: 3, p99: 3, p99_9: 3, max: 3 });
});

test("what is left without a part is what the rest alone would be, to the width of a bucket", () => {
  const latencies = fc.array(fc.integer({ min: 0, max: 60_000_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(latencies, latencies, (part, rest) => {
      const left = histogramOf([...part, ...rest]).without(histogramOf(part));
      const alone = histogramOf(rest);
      assert.deepEqual(
        [left.count, left.mean, ...[1, 50, 90, 99, 100].map((percent) => left.percentile(percent))],
        [alone.count, alone.mean, ...[1, 50, 90, 99, 100].map((percent) => alone.percentile(percent))],
      );
      assert.ok(left.min <= alone.min && left.min >= alone.min * 0.999 - 1);
      assert.ok(left.max >= alone.max && left.max <= alone.max * 1.001 + 1);
    }),
  );
});

test("several percentiles in one pass are those asked for one by one", () => {
  const histogram = new LatencyHistogram();
  for (let i = 0; i < 999; i++) histogram.add((i * 7919) % 50_021);
  const percents = [0.1, 50, 50, 90, 99, 99.9, 100];
  assert.deepEqual(
    histogram.percentiles(percents),
    percents.map((percent) => histogram.percentile(percent)),
  );
  histogram.clear();
  assert.deepEqual([histogram.count, histogram.max, histogram.percentiles([50, 99])], [0, 0, [0, 0]]);
});

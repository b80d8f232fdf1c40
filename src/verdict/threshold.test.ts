import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, resolveOptions } from "../ground/index.ts";
import { verdictOptions } from "./options.ts";
import { parseThreshold } from "./threshold.ts";

test("an expression says what is measured, where, and the limit with its unit", () => {
  const read = (expression: string) => {
    const { endpoint, metric, comparison, limit, unit } = parseThreshold(expression);
    return [endpoint, metric, comparison, limit, unit];
  };
  assert.deepEqual(read("p99<300ms"), [null, { kind: "latency", at: 99 }, "<", 300, "ms"]);
  assert.deepEqual(read(" p99.9 <= 1.5s "), [null, { kind: "latency", at: 99.9 }, "<=", 1.5, "s"]);
  assert.deepEqual(read("median<5ms"), [null, { kind: "latency", at: 50 }, "<", 5, "ms"]);
  assert.deepEqual(read("avg<5ms"), [null, { kind: "latency", at: "mean" }, "<", 5, "ms"]);
  assert.deepEqual(read("failures<1%"), [null, { kind: "failures", outcome: null }, "<", 1, "%"]);
  assert.deepEqual(read("wrong-content==0"), [null, { kind: "failures", outcome: "wrong-content" }, "==", 0, ""]);
  assert.deepEqual(read("rps>500"), [null, { kind: "rate" }, ">", 500, ""]);
  assert.deepEqual(read("missed-starts<0.1%"), [null, { kind: "missed-starts" }, "<", 0.1, "%"]);
  assert.deepEqual(read("GET /x: p95<200ms"), ["GET /x", { kind: "latency", at: 95 }, "<", 200, "ms"]);
  assert.deepEqual(read("GET /a:b:timeout<=2"), ["GET /a:b", { kind: "failures", outcome: "timeout" }, "<=", 2, ""]);
});

test("an expression says which part of the run it looks at", () => {
  const read = (expression: string) => {
    const { endpoint, extent, limit } = parseThreshold(expression);
    return [endpoint, extent, limit];
  };
  assert.deepEqual(read("p99<300ms"), [null, { kind: "run" }, 300]);
  assert.deepEqual(read("p99[60s]<300ms"), [null, { kind: "window", seconds: 60 }, 300]);
  assert.deepEqual(read("GET /x: rps [1m] > 5"), ["GET /x", { kind: "window", seconds: 60 }, 5]);
  assert.deepEqual(read("p99{step 2}<300ms"), [null, { kind: "step", step: "step 2" }, 300]);
  assert.deepEqual(read("GET /a:b: p99{peak: late}<300ms"), ["GET /a:b", { kind: "step", step: "peak: late" }, 300]);
});

test("an expression may end the run, at once or after a time of grace", () => {
  assert.equal(parseThreshold("p99<300ms").abort, null);
  assert.deepEqual(parseThreshold("p99<300ms abort").abort, { graceMs: 0 });
  assert.deepEqual(parseThreshold("GET /x: failures[10s]<5% abort after 1m30s").abort, { graceMs: 90_000 });
});

const bad: readonly (readonly [expression: string, message: RegExp, hint: RegExp])[] = [
  ["", /cannot be read/, /p99<300ms/],
  ["p99 under 300ms", /cannot be read/, /p99<300ms/],
  ["p99<", /cannot be read/, /p99<300ms/],
  ["p99<=>300ms", /cannot be read/, /p99<300ms/],
  ["p99[60]x<300ms", /cannot be read/, /p99<300ms/],
  ["p99[]<300ms", /a window of ""/, /whole number of seconds/],
  ["p99[0.5s]<300ms", /a window of "0.5s"/, /whole number of seconds/],
  ["p99[1h]<300ms", /a window of "1h"/, /at most 10m/],
  ["p99{ }<300ms", /names no step/, /p99\{step 2\}/],
  ["p99<300ms abort after soon", /a grace time of "soon"/, /abort after 30s/],
  ["p99<300ms stop", /cannot be read/, /p99<300ms/],
  ["p101<300ms", /measures "p101", which is unknown/, /wrong-content/],
  ["ok>5", /measures "ok", which is unknown/, /failures/],
  ["latency<300ms", /measures "latency", which is unknown/, /p50/],
  ["p99<300", /limits a latency without a unit of time/, /`300ms`/],
  ["p99<3%", /limits a latency without a unit of time/, /`3ms`/],
  ["failures<10ms", /"10ms".*a count or a percentage/, /`10%`/],
  ["rps>10%", /"10%".*a plain number/, /`10`/],
  ["GET /x: missed-starts<1%", /missed-starts of one endpoint/, /whole run/],
];

for (const [expression, message, hint] of bad) {
  test(`the threshold "${expression}" is refused with a reason and a way out`, () => {
    assert.throws(
      () => parseThreshold(expression),
      (error) => {
        assert.ok(error instanceof KitError);
        assert.equal(error.code, "PICKUP_THRESHOLD_INVALID");
        assert.equal(error.exitCode, 2);
        assert.match(error.message, message);
        assert.match(error.hint ?? "", hint);
        return true;
      },
    );
  });
}

test("thresholds come from repeated flags or from one text with commas", () => {
  const values = (flags: readonly string[] | undefined, fromEnvironment?: string) =>
    resolveOptions(verdictOptions, {
      flags: { threshold: flags },
      environment: { PICKUP_THRESHOLD: fromEnvironment },
    }).values.threshold;
  assert.deepEqual(values(["p99<300ms", "failures<1%"]), ["p99<300ms", "failures<1%"]);
  assert.deepEqual(values(["p99<300ms abort after 30s,failures[10s]<1% abort,rps>5"]), [
    "p99<300ms abort after 30s",
    "failures[10s]<1% abort",
    "rps>5",
  ]);
  assert.deepEqual(values(undefined, "p99<300ms, GET /a,b: failures<1%"), ["p99<300ms", "GET /a,b: failures<1%"]);
  assert.deepEqual(values(undefined), []);
  assert.throws(() => values(["p99<300ms", "p99<nothing"]), /--threshold.*cannot be read/);
});

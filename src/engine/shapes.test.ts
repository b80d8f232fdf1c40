import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rateAt, startsAt } from "./arrival-plan.ts";
import { nextChangeAfter, type Stage, usersAt, usersPlan } from "./plan.ts";
import { parseRamp, parseRate, parseSpike, parseSteps, parseUsers } from "./shape-texts.ts";
import { cutStages, rateStepsPlan, sampledPlan, stagesOf, userStepsPlan, withSpike } from "./shapes.ts";

const usersAtSeconds = (plan: Parameters<typeof usersAt>[0], seconds: readonly number[]) =>
  seconds.map((second) => usersAt(plan, second * 1000));

test("stages rise and fall along their lines, from 0 or from the leading number", () => {
  const plan = usersPlan(stagesOf(parseRamp("10s:100,5s:100,10s:0", parseUsers)!));
  assert.deepEqual(usersAtSeconds(plan, [0, 5, 10, 14.9, 15.05, 20.05, 24.95, 25]), [1, 51, 100, 100, 100, 50, 1, 0]);
  assert.equal(usersAt(usersPlan(stagesOf(parseRamp("50,10s:0", parseUsers)!)), 0), 50);
  assert.deepEqual(usersAtSeconds(usersPlan(stagesOf(parseRamp("0s:7,3s:7", parseUsers)!)), [0, 2]), [7, 7]);
});

test("rates are read by the second, the minute and the hour", () => {
  assert.deepEqual(["500/s", "30/m", "1800/h", "2.5/s"].map(parseRate), [500, 0.5, 0.5, 2.5]);
});

test("what is no rate, ramp, steps or spike is refused", () => {
  for (const text of ["500", "5/d", "/s", "-1/s", "1/s/s", "NaN/s"]) assert.equal(parseRate(text), undefined, text);
  for (const text of ["", "10", "30s", "30s:", "30s:x", "x:10", "10,", "30s:1:2", "0s:5", "5,5,30s:1", "30s:1.5"])
    assert.equal(parseRamp(text, parseUsers), undefined, text);
  for (const text of ["", "0,5", "5,x", "5,5/s", "-5"]) assert.equal(parseSteps(text), undefined, text);
  for (const text of ["", "5", "5@1s", "5@+1s", "5@1s+0s", "x@1s+1s"]) assert.equal(parseSpike(text), undefined, text);
});

test("steps hold each level for its time and are reported by name", () => {
  const plan = userStepsPlan(parseSteps("10,30,20")!, 5000, Number.POSITIVE_INFINITY);
  assert.deepEqual(usersAtSeconds(plan, [0, 4.9, 5, 9.9, 10, 14.9, 15]), [10, 10, 30, 30, 20, 20, 0]);
  assert.deepEqual(
    plan.steps.map(({ name, startMs, endMs }) => [name, startMs, endMs]),
    [
      ["10 users", 0, 5000],
      ["30 users", 5000, 10_000],
      ["20 users", 10_000, 15_000],
    ],
  );
  const rates = rateStepsPlan(parseSteps("10/s,60/m")!, 5000, 7);
  assert.deepEqual(
    [0, 4999, 5000].map((elapsedMs) => rateAt(rates, elapsedMs)),
    [10, 10, 1],
  );
  assert.equal(startsAt(rates, rates.endMs), 55);
  assert.deepEqual(
    rates.steps.map(({ name }) => name),
    ["10/s", "1/s"],
  );
});

test("with a spawn rate each step is reached at that rate, as far as its time allows", () => {
  const plan = userStepsPlan(parseSteps("10,100")!, 5000, 4);
  assert.deepEqual(usersAtSeconds(plan, [0, 1, 4, 5, 7.4, 9.99, 10]), [1, 5, 10, 11, 20, 30, 0]);
});

test("a spike replaces the level for its time, whatever the shape around it", () => {
  const ramp = stagesOf(parseRamp("10s:10,10s:10", parseUsers)!);
  const plan = usersPlan(withSpike(ramp, parseSpike("500@5s+2s")!));
  assert.deepEqual(usersAtSeconds(plan, [4.95, 5, 6.9, 7.05, 12, 20]), [5, 500, 500, 8, 10, 0]);
});

test("a function of time is held from second to second until it ends", () => {
  const plan = sampledPlan((second) => (second < 4 ? Math.floor(second / 2) * 3.4 : null), Number.POSITIVE_INFINITY);
  assert.deepEqual(usersAtSeconds(plan, [0, 1.9, 2, 3.9, 4]), [0, 0, 3, 3, 0]);
  assert.equal(plan.stages.length, 2);
  assert.equal(sampledPlan(() => 5, 1500).endMs, 1500);
  assert.throws(() => sampledPlan(() => 1, Number.POSITIVE_INFINITY), /does not end/);
  assert.throws(() => sampledPlan(() => -1, 1000), /shape\(0\) is -1/);
});

test("cutting a line in two and joining the parts changes nothing", () => {
  const level = fc.nat(100);
  const stages = fc.array(fc.record({ durationMs: fc.oneof(fc.constant(0), fc.nat(5000)), from: level, to: level }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(stages, fc.nat(20_000), fc.nat(20_000), (given: Stage[], cutMs, elapsedMs) => {
      const joined = usersPlan([...cutStages(given, 0, cutMs), ...cutStages(given, cutMs, Number.POSITIVE_INFINITY)]);
      const whole = usersPlan(given);
      assert.ok(Math.abs(joined.endMs - whole.endMs) < 1e-6);
      // At the very moment of a change or of the cut, rounding may put it on either side.
      if (nextChangeAfter(whole, elapsedMs) - elapsedMs < 0.01 || Math.abs(elapsedMs - cutMs) < 0.01) return;
      assert.equal(usersAt(joined, elapsedMs + 0.005), usersAt(whole, elapsedMs + 0.005));
    }),
  );
});

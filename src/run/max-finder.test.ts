import assert from "node:assert/strict";
import { test } from "node:test";
import { type ArrivalPlan, rateAt, type UsersPlan, usersAt } from "../engine/index.ts";
import { VirtualClock } from "../ground/index.ts";
import { RunStatistics, TickRecorder } from "../stats/index.ts";
import { type GeneratorHealth, healthyGenerator, parseThreshold } from "../verdict/index.ts";
import { MaxFinder, type MaxSettings } from "./max-finder.ts";

const healthy = () => healthyGenerator;
const settings: MaxSettings = {
  of: "rate",
  users: 500,
  spawnRate: Number.POSITIVE_INFINITY,
  runTimeMs: Number.POSITIVE_INFINITY,
  search: {
    start: 10,
    least: 1,
    most: Number.POSITIVE_INFINITY,
    precision: 0.03,
    isWhole: false,
    seconds: 6,
    roughSeconds: 2,
    enoughSeconds: 66,
  },
};

interface Second {
  readonly load: number;
  readonly requests: number;
}

/** Plays a service against a finder, second by second: `latencyMs` of a load, and how many starts it lets through. */
function played(
  latencyMs: (load: number) => number,
  changes: Partial<MaxSettings> = {},
  healthOf: (statistics: RunStatistics) => GeneratorHealth = healthy,
  started: (load: number) => number = (load) => load,
  lateMs: (second: number) => number = () => 0,
) {
  const finder = new MaxFinder({ ...settings, ...changes }, [parseThreshold("p99<100ms")], healthOf);
  const recorder = new TickRecorder("0", new VirtualClock());
  const seconds: Second[] = [];
  let plan: ArrivalPlan | UsersPlan = finder.plan;
  for (let second = 0; second < 1000; second++) {
    const atMs = second * 1000 + 500;
    const load = plan.kind === "arrivals" ? rateAt(plan, atMs) : usersAt(plan, atMs);
    const requests = Math.round(started(load));
    const sentMs = lateMs(second);
    const times = { dueMs: 0, sentMs, endMs: sentMs + latencyMs(load), bytesReceived: 1 };
    for (let i = 0; i < requests; i++) {
      recorder.started(0, sentMs);
      recorder.record({ method: "GET", name: "/x", outcome: "ok", reason: "", ...times });
    }
    seconds.push({ load, requests });
    const action = finder.add(recorder.take(second));
    if (action?.kind === "over") return { finder, seconds };
    if (action !== null) plan = action.plan;
  }
  throw new Error("the search did not end");
}

const saturatesAt = (limit: number) => (load: number) => (load <= limit ? 20 : 500);

test("the highest rate that meets the thresholds is found, with the curve that led to it as steps", () => {
  const { finder } = played(saturatesAt(137));
  const { best, steps, measured } = finder;
  assert.ok(best !== null && best.target <= 137 && best.target > 137 / 1.04, String(best?.target));
  assert.equal(steps.length, measured.length);
  for (const { target, passed, statistics, seconds } of measured) {
    assert.equal(passed, target <= 137);
    assert.ok(Math.abs(statistics.total.requests - target * seconds) <= seconds, "every measured second had this load");
    assert.equal(statistics.total.intended.max, passed ? 20_000 : 500_000, "and no second of another one");
  }
  assert.deepEqual([steps[0]!.name, steps[0]!.target, steps[0]!.durationSeconds], ["10/s", 10, 2]);
});

test("after a rate that was too much the load pauses until the service has worked off what it had", () => {
  const { seconds } = played(saturatesAt(137));
  const failed = seconds.findIndex(({ load }) => load > 137);
  const rest = seconds.slice(failed).findIndex(({ load }) => load === 0);
  assert.ok(rest > 0);
  assert.ok(seconds[failed + rest + 1]!.load <= 137);
});

test("a number of users is searched in the same way, whole and started at the spawn rate", () => {
  const { finder, seconds } = played(saturatesAt(63), {
    of: "users",
    spawnRate: 5,
    search: { ...settings.search, most: 500, isWhole: true },
  });
  assert.equal(finder.best?.target, 63);
  const steps = seconds.map(({ load }, i) => load - (seconds[i - 1]?.load ?? 0));
  assert.ok(Math.max(...steps.slice(1)) <= 6, steps.join(" "));
  assert.equal(finder.nameOf(62), "62 users");
});

test("a rate that the generator did not bring about did not pass, however quick the answers were", () => {
  const { finder } = played(
    () => 20,
    {},
    healthy,
    (load) => Math.min(load, 200),
  );
  assert.ok(finder.best !== null && finder.best.target <= 207, String(finder.best?.target));
});

test("where no load meets the thresholds nothing is found", () => {
  const { finder } = played(() => 500);
  assert.equal(finder.best, null);
  assert.ok(finder.measured.length > 0 && finder.measured.every(({ passed }) => !passed));
});

test("a measurement spoiled by the generator is made again", () => {
  let spoiled = 0;
  const busy = { saturated: true, reasons: ["A worker was busy."], isOnlyLate: false };
  const onceSaturated = () => (++spoiled === 3 ? busy : healthy());
  const { finder } = played(saturatesAt(137), {}, onceSaturated);
  assert.deepEqual([finder.measured[2]!.passed, finder.measured[3]!.passed], [false, true]);
  assert.equal(finder.measured[2]!.target, finder.measured[3]!.target);
  assert.ok(finder.best !== null && finder.best.target > 137 / 1.04);
});

test("a load that failed while the generator itself was late, be it for a second, is measured again", () => {
  const { finder } = played(saturatesAt(137), {}, healthy, undefined, (second) => (second === 7 ? 300 : 0));
  const disturbed = finder.measured.findIndex(({ passed, target }) => !passed && target < 137);
  assert.ok(disturbed >= 0);
  assert.deepEqual(
    finder.measured.slice(disturbed, disturbed + 2).map(({ target, passed }) => [target, passed]),
    [
      [finder.measured[disturbed]!.target, false],
      [finder.measured[disturbed]!.target, true],
    ],
  );
  assert.ok(finder.best !== null && finder.best.target > 137 / 1.04);
});

test("a load whose thresholds hold although the generator was late is one that the service bears", () => {
  const alwaysLate = () => ({ saturated: true, reasons: ["The generator was late."], isOnlyLate: true });
  const { finder } = played(saturatesAt(137), {}, alwaysLate);
  assert.ok(finder.best !== null && finder.best.target <= 137 && finder.best.target > 137 / 1.04);
  assert.ok(finder.best.passed && finder.best.verdict.verdict === "invalid");
  const below = finder.measured.filter(({ target }) => target < finder.best!.target).map(({ target }) => target);
  assert.equal(new Set(below).size, below.length, "none is measured again");
});

test("the search ends at the most users it may take", () => {
  const { finder } = played(() => 20, { of: "users", search: { ...settings.search, most: 50, isWhole: true } });
  assert.deepEqual([finder.best?.target, finder.isCapped], [50, true]);
});

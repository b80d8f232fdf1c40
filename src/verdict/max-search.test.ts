import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { MaxSearch, type MaxSearchOptions } from "./max-search.ts";

const usual: MaxSearchOptions = {
  start: 10,
  least: 1,
  most: Number.POSITIVE_INFINITY,
  precision: 0.03,
  isWhole: false,
  seconds: 15,
  roughSeconds: 5,
  enoughSeconds: 160,
};

/** Runs a search; `passes` says what a load of so many seconds comes to. */
function searched(passes: (target: number, seconds: number) => boolean, options: Partial<MaxSearchOptions> = {}) {
  const search = new MaxSearch({ ...usual, ...options });
  for (let probe = search.next(); probe !== null; probe = search.next()) {
    assert.ok(search.probes.length < 100, "the search ends");
    search.report({ ...probe, passed: passes(probe.target, probe.seconds) });
  }
  return search;
}

test("on a curve without noise the limit is found from below, to the precision, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      fc.double({ min: 1, max: 1e4, noNaN: true }),
      (limit, start) => {
        const { best } = searched((target) => target <= limit, { start });
        assert.ok(best !== null && best.target <= limit && best.target >= limit / 1.03 - 1e-9);
        assert.equal(best.seconds, usual.seconds);
      },
    ),
  );
});

test("a number of users is found to the user", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (limit) => {
      const { best, probes } = searched((target) => target <= limit, { isWhole: true, precision: 0, start: 4 });
      assert.equal(best?.target, limit);
      assert.ok(probes.every(({ target }) => Number.isInteger(target)));
    }),
  );
});

test("where not even the least load passes nothing is found", () => {
  const { best, probes } = searched(() => false);
  assert.equal(best, null);
  assert.equal(probes.at(-1)?.target, 1);
});

test("where everything passes the search ends at the most that is allowed, measured at full length", () => {
  const search = searched(() => true, { most: 300 });
  assert.deepEqual([search.best?.target, search.best?.seconds, search.isCapped], [300, 15, true]);
});

test("a load that passed by chance while the bracket was sought is refuted, and the search goes on below it", () => {
  const { best } = searched((target, seconds) => target <= 100 || (seconds === usual.roughSeconds && target <= 200));
  assert.ok(best !== null && best.target <= 100 && best.target >= 97, String(best?.target));
});

/**
 * A single server with exponential service times and random arrivals (M/M/1), second by second as a search would see it:
 * Lindley's recursion gives each request's time in the system, of which the 99th percentile is taken.
 */
function p99OfQueue(
  random: () => number,
  arrivals: number,
  services: number,
  seconds: number,
  settleSeconds: number,
): number {
  const exponential = (rate: number) => -Math.log(1 - random()) / rate;
  const times: number[] = [];
  let wait = 0;
  for (let now = 0; now < seconds + settleSeconds;) {
    const inSystem = wait + exponential(services);
    if (now >= settleSeconds) times.push(inSystem);
    const gap = exponential(arrivals);
    wait = Math.max(0, inSystem - gap);
    now += gap;
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}

test("on a queue known by arithmetic the rate is found within 5 % in 9 of 10 searches of five minutes at most", () => {
  const services = 1000;
  const limitSeconds = 0.05;
  // The time in an M/M/1 system is exponential with rate (services − arrivals), so its p99 is ln(100) / that.
  const truth = services - Math.log(100) / limitSeconds;
  const searches = 30;
  let within = 0;
  for (let run = 0; run < searches; run++) {
    const stream = new RandomStream(seedKeyOf(`queue ${run}`), run, 0);
    const random = () => stream.next();
    const { best, probes } = searched(
      (target, seconds) => p99OfQueue(random, target, services, seconds, 2) <= limitSeconds,
    );
    if (best !== null && Math.abs(best.target / truth - 1) <= 0.05) within++;
    const tookSeconds = probes.reduce((sum, { seconds }) => sum + seconds + 4, 0);
    assert.ok(tookSeconds <= 300, `${tookSeconds} s`);
  }
  assert.ok(within >= 0.9 * searches, `${within} of ${searches} within 5 % of ${truth}`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bodyOf, type HonestEntry, honestEntries } from "../../test/support/honest-answer.ts";
import { type Config, pickupDataset } from "../dataset/index.ts";
import { VirtualClock } from "../ground/index.ts";
import { dayMs, type DeclaredSettings } from "./rules.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { Verifier } from "./verifier.ts";

const start = 1_793_491_200;
const end = start + 90 * 86_400;
const config = {
  productCode: "hboMax",
  seed: "verifier",
  generatedUsers: { count: 30 },
  assets: { generatedFeatures: { count: 25 }, generatedSeries: { count: 5, episodes: 8 } },
  updateTimeStart: start,
  updateTimeEnd: end,
  recordsPerUser: { kind: "uniform", min: 0, max: 24 },
} satisfies Config;
const dataset = pickupDataset(config);
/** All markers within one second, so that many share their millisecond. */
const crowded = pickupDataset({
  ...config,
  assets: { generatedFeatures: { count: 300 } },
  updateTimeEnd: start + 1,
  recordsPerUser: 200,
});

const anyUser = fc.nat(dataset.users - 1);
const anySettings = fc.record({
  cutOffDays: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
  historyLimit: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  completedAt: fc.option(fc.double({ min: 0.06, max: 0.25, noNaN: true }), { nil: undefined }),
});
const anyNow = fc.integer({ min: start * 1000, max: (end + 90 * 86_400) * 1000 });

function honest(user: number, settings: DeclaredSettings, nowMs: number, of = dataset): HonestEntry[] {
  const { cutOffDays, historyLimit, completedAt } = settings;
  const service = {
    ...(cutOffDays !== undefined && { cutOffInDays: cutOffDays }),
    ...(historyLimit !== undefined && { continueWatchingLimit: historyLimit }),
    ...(completedAt !== undefined && { completedAt }),
  };
  return honestEntries(of, user, service, nowMs);
}

test("an honest answer is right, however it is written", () => {
  const spaces = fc.constantFrom("", " ", "\n", "\r\n\t");
  const orders = fc.shuffledSubarray(["id", "created", "position", "runtime", "title"], { minLength: 5 });
  fc.assert(
    fc.property(anyUser, anySettings, anyNow, spaces, orders, (user, settings, nowMs, space, names) => {
      const entries = honest(user, settings, nowMs).map((entry) => {
        const more: { [name: string]: unknown } = { ...entry, title: "näme \u2028" };
        return Object.fromEntries(names.map((name) => [name, more[name]]));
      });
      const body = JSON.stringify({ page: { continueWatching: 1 }, continueWatching: entries }, null, space);
      assert.equal(new Verifier(pickupTruth(dataset), settings).check(user, Buffer.from(space + body), nowMs), null);
    }),
    { numRuns: 500 },
  );
});

test("markers of the same millisecond are owed by parent, ascending", () => {
  const verifier = new Verifier(pickupTruth(crowded), {});
  let ties = 0;
  for (let user = 0; user < 5; user++) {
    const entries = honest(user, {}, end * 1000, crowded);
    assert.equal(verifier.check(user, bodyOf(entries), end * 1000), null);
    const rows = crowded.rowsOf(user);
    ties += rows.length - new Set(rows.map(({ timeMs }) => timeMs)).size;
  }
  assert.ok(ties > 0);
});

test("the expected entries are those of an honest answer", () => {
  fc.assert(
    fc.property(anyUser, anySettings, anyNow, (user, settings, nowMs) => {
      assert.deepEqual(
        new Verifier(pickupTruth(dataset), settings).expected(user, nowMs),
        honest(user, settings, nowMs),
      );
    }),
  );
});

test("away from the edges an answer is right exactly when it is the honest one", () => {
  const edits = fc.array(fc.record({ at: fc.nat(30), take: fc.nat(3), from: anyUser, put: fc.nat(2) }), {
    maxLength: 2,
  });
  fc.assert(
    fc.property(anyUser, anySettings, anyNow, edits, (user, settings, nowMs, editsMade) => {
      const exact = { ...settings, edgeMarginMs: 0 };
      const owed = honest(user, settings, nowMs);
      const entries = owed.slice();
      for (const { at, take, from, put } of editsMade) {
        entries.splice(at, take, ...honest(from, settings, nowMs).slice(0, put));
      }
      const difference = new Verifier(pickupTruth(dataset), exact).check(user, bodyOf(entries), nowMs);
      const isHonest = JSON.stringify(entries) === JSON.stringify(owed);
      assert.equal(difference === null, isHonest);
    }),
    { numRuns: 1000 },
  );
});

test("a marker that crosses the cut-off is right in the answer and out of it, within the margin only", async () => {
  const user = 3;
  const verifier = new Verifier(pickupTruth(dataset), { cutOffDays: 100, edgeMarginMs: 2000 });
  const all = honest(user, {}, 0);
  const edgeMs = Math.min(...dataset.rowsOf(user).map(({ timeMs }) => timeMs)) + 100 * dayMs;
  const clock = new VirtualClock(edgeMs - 2001);
  const reasons = () =>
    [all, all.slice(0, -1)].map((entries) => verifier.check(user, bodyOf(entries), clock.wallNow())?.reason ?? "right");
  assert.deepEqual(reasons(), ["right", "missing"]);
  await clock.advance(2);
  assert.deepEqual(reasons(), ["right", "right"]);
  await clock.advance(3999);
  assert.deepEqual(reasons(), ["right", "right"]);
  await clock.advance(1);
  assert.deepEqual(reasons(), ["too-old", "right"]);
});

test("the same bytes are wrong once what is owed has changed", async () => {
  const user = 3;
  const verifier = new Verifier(pickupTruth(dataset), { cutOffDays: 100 });
  const body = bodyOf(honest(user, {}, 0));
  const edgeMs = Math.min(...dataset.rowsOf(user).map(({ timeMs }) => timeMs)) + 100 * dayMs;
  const clock = new VirtualClock(edgeMs - 60_000);
  assert.equal(verifier.check(user, body, clock.wallNow()), null);
  await clock.advance(65_000);
  assert.equal(verifier.check(user, body, clock.wallNow()), null);
  await clock.advance(1);
  assert.equal(verifier.check(user, body, clock.wallNow())?.reason, "too-old");
  const underOtherSettings = new Verifier(pickupTruth(dataset), { cutOffDays: 101 });
  assert.equal(underOtherSettings.check(user, body, clock.wallNow()), null);
});

test("after the ttl nothing is owed, whatever was verified before", async () => {
  const expiring = pickupDataset({ ...config, ttl: end + 1000 });
  const verifier = new Verifier(pickupTruth(expiring), {});
  const body = bodyOf(honest(3, {}, 0, expiring));
  const clock = new VirtualClock((end + 900) * 1000);
  assert.equal(verifier.check(3, body, clock.wallNow()), null);
  await clock.advance(105_001);
  const difference = verifier.check(3, body, clock.wallNow());
  assert.equal(difference?.reason, "too-old");
  assert.match(difference.message, /its ttl has passed/);
  assert.equal(verifier.check(3, bodyOf([]), clock.wallNow()), null);
});

test("a body is read again only when its bytes or what is owed have changed", () => {
  const nowMs = end * 1000;
  const verifier = new Verifier(pickupTruth(dataset), {});
  const body = bodyOf(honest(3, {}, nowMs).slice(1));
  const difference = verifier.check(3, body, nowMs);
  assert.equal(difference?.reason, "missing");
  assert.equal(verifier.check(3, body, nowMs + 1), difference);
  assert.equal(verifier.check(3, Buffer.from(body), nowMs + 2), difference);
  assert.notEqual(verifier.check(3, Buffer.concat([body, Buffer.from(" ")]), nowMs + 3), difference);
});

test("another body of the same length is no repetition", () => {
  const nowMs = end * 1000;
  const verifier = new Verifier(pickupTruth(dataset), {});
  const body = bodyOf(honest(3, {}, nowMs));
  assert.equal(verifier.check(3, body, nowMs), null);
  const spoilt = Buffer.from(body);
  const at = spoilt.lastIndexOf('"position":') + '"position":'.length + 2;
  spoilt[at] = spoilt[at] === 0x30 ? 0x31 : 0x30;
  assert.equal(verifier.check(3, spoilt, nowMs)?.reason, "field");
  assert.equal(verifier.check(3, body, nowMs), null);
});

test("what was found is not held to be true of an earlier time, should the clock be set back", () => {
  const user = 3;
  const verifier = new Verifier(pickupTruth(dataset), { cutOffDays: 100 });
  const edgeMs = Math.min(...dataset.rowsOf(user).map(({ timeMs }) => timeMs)) + 100 * dayMs;
  const body = bodyOf(honest(user, {}, 0).slice(0, -1));
  assert.equal(verifier.check(user, body, edgeMs + 60_000), null);
  assert.equal(verifier.check(user, body, edgeMs - 60_000)?.reason, "missing");
});

test("a title watched to exactly the declared share is finished", () => {
  const { position, runtime, parent, asset } = dataset.rowsOf(3)[0]!;
  const verifier = new Verifier(pickupTruth(dataset), { completedAt: position / runtime });
  assert.ok(!verifier.expected(3, end * 1000).some(({ id }) => id === (asset ?? parent)));
  const difference = verifier.check(3, bodyOf(honest(3, {}, end * 1000)), end * 1000);
  assert.equal(difference?.reason, "extra");
  assert.match(difference.message, /\(finished\)/);
});

test("users do not share what is kept of them", () => {
  const nowMs = end * 1000;
  const verifier = new Verifier(pickupTruth(dataset), {});
  const body = bodyOf(honest(3, {}, nowMs));
  assert.equal(verifier.check(3, body, nowMs), null);
  assert.equal(verifier.check(4, body, nowMs)?.reason, "other-user");
  assert.equal(verifier.check(3, body, nowMs), null);
});

test("an entry of one user in the answer of another is recognised among ten million users", () => {
  const vast = pickupDataset({ ...config, generatedUsers: { count: 10_000_000 }, recordsPerUser: 13 });
  const nowMs = end * 1000;
  const own = honest(1, {}, nowMs, vast);
  const [foreign] = honest(7_654_321, {}, nowMs, vast);
  const entries = [...own, foreign!].toSorted((a, b) => (a.created < b.created ? 1 : -1));
  const verifier = new Verifier(pickupTruth(vast), {});
  assert.equal(verifier.check(1, bodyOf(own), nowMs), null);
  const difference = verifier.check(1, bodyOf(entries), nowMs);
  assert.deepEqual([difference?.reason, difference?.counts["other-user"]], ["other-user", 1]);
  assert.deepEqual(
    difference?.facts.map(({ id }) => id),
    [foreign!.id],
  );
  const nobodys = { ...foreign!, position: foreign!.position + 1 };
  assert.equal(verifier.check(1, bodyOf([nobodys, ...own]), nowMs)?.reason, "extra");
});

test("a verifier that may keep nothing says the same", () => {
  const nowMs = end * 1000;
  const forgetful = new Verifier(pickupTruth(dataset), {}, { keptBytes: 0 });
  for (let user = 0; user < dataset.users; user++) {
    const body = bodyOf(honest(user, {}, nowMs));
    assert.equal(forgetful.check(user, body, nowMs), null);
    assert.equal(forgetful.check(user, body, nowMs), null);
  }
});

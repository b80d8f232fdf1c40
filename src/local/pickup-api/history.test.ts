import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { defaultApiSettings } from "./api-settings.ts";
import { historyOf } from "./history.ts";
import type { StoredMarker } from "./marker-store.ts";

const nowMs = Date.parse("2026-11-23T12:00:00.250Z");
const dayMs = 86_400_000;

function marker(changes: Partial<StoredMarker> = {}): StoredMarker {
  return {
    parent: "urn:hbo:feature:a",
    asset: null,
    position: 840,
    runtime: 7942,
    timeMs: nowMs - dayMs,
    ttlSeconds: nowMs / 1000 + 1000,
    done: false,
    showcw: true,
    ...changes,
  };
}

const idsOf = (markers: readonly StoredMarker[], settings = {}) =>
  historyOf(markers, { ...defaultApiSettings, ...settings }, nowMs).map(({ id }) => id);

test("a marker becomes an entry with its time in whole seconds, cut, in UTC", () => {
  const timeMs = Date.parse("2026-03-04T04:39:09.999Z");
  assert.deepEqual(historyOf([marker({ timeMs })], defaultApiSettings, nowMs), [
    { id: "urn:hbo:feature:a", created: "2026-03-04T04:39:09Z", position: 840, runtime: 7942 },
  ]);
});

test("an episode's entry carries the episode, not its series", () => {
  assert.deepEqual(idsOf([marker({ parent: "urn:hbo:series:s", asset: "urn:hbo:episode:e" })]), ["urn:hbo:episode:e"]);
});

const shown: readonly [story: string, changes: Partial<StoredMarker>, settings: object, isShown: boolean][] = [
  ["done", { done: true }, {}, false],
  ["not to be shown", { showcw: false }, {}, false],
  ["exactly as old as the cut-off", { timeMs: nowMs - 30 * dayMs }, { cutOffInDays: 30 }, true],
  ["a millisecond older than the cut-off", { timeMs: nowMs - 30 * dayMs - 1 }, { cutOffInDays: 30 }, false],
  ["of 1825 days ago, nothing being set", { timeMs: nowMs - 1825 * dayMs }, {}, true],
  ["older than 1825 days, nothing being set", { timeMs: nowMs - 1825 * dayMs - 1 }, {}, false],
  ["in the future", { timeMs: nowMs + dayMs }, {}, true],
  ["past its ttl", { ttlSeconds: Math.floor(nowMs / 1000) }, {}, false],
  ["at its very ttl", { ttlSeconds: nowMs / 1000 }, {}, true],
  ["before its ttl", { ttlSeconds: Math.ceil(nowMs / 1000) }, {}, true],
  ["without a ttl", { ttlSeconds: null }, {}, true],
  ["nearly watched, that being no reason", { position: 7941 }, {}, true],
  ["watched to completedAt", { position: 900, runtime: 1000 }, { completedAt: 0.9 }, false],
  ["watched to just before completedAt", { position: 899, runtime: 1000 }, { completedAt: 0.9 }, true],
  ["of no length", { position: 0, runtime: 0 }, { completedAt: 0.9 }, true],
];

for (const [story, changes, settings, isShown] of shown) {
  test(`a marker ${story} is ${isShown ? "shown" : "not shown"}`, () => {
    assert.equal(idsOf([marker(changes)], settings).length, isShown ? 1 : 0);
  });
}

test("entries come newest first, those of one millisecond by the URN of their row", () => {
  const markers = [
    marker({ parent: "urn:b", timeMs: nowMs - 2 }),
    marker({ parent: "urn:c", timeMs: nowMs - 1 }),
    marker({ parent: "urn:a", timeMs: nowMs - 2 }),
    // Sorted by its row, though the id shown is the episode's.
    marker({ parent: "urn:aa", asset: "urn:zz", timeMs: nowMs - 2 }),
  ];
  assert.deepEqual(idsOf(markers), ["urn:c", "urn:a", "urn:zz", "urn:b"]);
});

test("two markers of one second are told apart by their milliseconds", () => {
  const second = Date.parse("2026-11-01T00:00:00Z");
  const markers = [marker({ parent: "urn:a", timeMs: second + 1 }), marker({ parent: "urn:b", timeMs: second + 2 })];
  assert.deepEqual(idsOf(markers), ["urn:b", "urn:a"]);
});

test("the limit leaves the newest, counted after what is not shown has gone", () => {
  const markers = [
    marker({ parent: "urn:done", timeMs: nowMs, done: true }),
    marker({ parent: "urn:a", timeMs: nowMs - 1 }),
    marker({ parent: "urn:b", timeMs: nowMs - 2 }),
    marker({ parent: "urn:c", timeMs: nowMs - 3 }),
  ];
  assert.deepEqual(idsOf(markers, { continueWatchingLimit: 2 }), ["urn:a", "urn:b"]);
  assert.deepEqual(idsOf(markers, { continueWatchingLimit: 0 }), []);
});

test("the answer does not depend on the order of the rows", () => {
  const anyMarker = fc.record({
    timeMs: fc.integer({ min: nowMs - 3, max: nowMs }),
    done: fc.boolean(),
    showcw: fc.boolean(),
  });
  const anyMarkers = fc
    .array(anyMarker, { maxLength: 12 })
    .map((all) => all.map((changes, i) => marker({ ...changes, parent: `urn:${i}` })));
  fc.assert(
    fc.property(
      anyMarkers.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => assert.deepEqual(idsOf(shuffled), idsOf(all)),
    ),
  );
});

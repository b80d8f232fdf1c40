import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bodyOf } from "../../test/support/honest-answer.ts";
import { type Marker, pickupDataset } from "../dataset/index.ts";
import { isoSecondOf } from "./iso-second.ts";
import type { LedgerEvent } from "./ledger-file.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { Verifier } from "./verifier.ts";
import type { Reading } from "./version.ts";
import { type OpenWrite, WriteLedger } from "./write-ledger.ts";

const start = 1_793_491_200;
const nowMs = (start + 90 * 86_400) * 1000;
const dataset = pickupDataset({
  productCode: "hboMax",
  seed: "writes",
  generatedUsers: { count: 5 },
  assets: { generatedFeatures: { count: 10 }, generatedSeries: { count: 3, episodes: 8 } },
  updateTimeStart: start,
  updateTimeEnd: start + 90 * 86_400,
  recordsPerUser: 8,
});
const truth = pickupTruth(dataset);
const user = 2;
const limit = 6;

/** A service of one user, whose writes are shown when it is told to, and the kit's view of it. */
function scene(visibleWithinMs = 0) {
  const stored = new Map<string, Marker>(dataset.rowsOf(user).map((marker) => [marker.parent, marker]));
  const lags: number[] = [];
  const settled: [string, string][] = [];
  const news: LedgerEvent[] = [];
  let clockMs = 1000;
  const ledger = new WriteLedger({
    truth,
    journal: {
      begin: () => undefined,
      settle: (id, state) => void settled.push([id, state]),
      news: () => news.splice(0),
    },
    now: () => clockMs,
    prefix: "run/0/",
    visibleWithinMs,
    visible: (lagMs) => void lags.push(lagMs),
    settled: () => undefined,
  });
  const verifier = new Verifier(truth, { historyLimit: limit }, { ledger });
  const store = (marker: Marker) => {
    const there = stored.get(marker.parent);
    if (there === undefined || there.timeMs < marker.timeMs) stored.set(marker.parent, marker);
  };
  const answer = () =>
    [...stored.values()]
      .toSorted((a, b) => b.timeMs - a.timeMs || (a.parent < b.parent ? -1 : 1))
      .slice(0, limit)
      .map(({ parent, asset, timeMs, position, runtime }) => {
        return { id: asset ?? parent, created: isoSecondOf(timeMs), position, runtime };
      });
  return {
    stored,
    lags,
    settled,
    news,
    ledger,
    store,
    answer,
    pass: (ms: number) => void (clockMs += ms),
    get clockMs() {
      return clockMs;
    },
    /** A marker of the user moved on, unlike every other one. */
    moved: (at: number): Marker => dataset.movedOn(user, dataset.rowsOf(user)[at]!, nowMs + clockMs * 1000),
    begin: (marker: Marker): OpenWrite => ledger.begin(user, marker),
    check: (entries: readonly object[], reading: Reading = { sentMs: clockMs, endMs: clockMs + 1 }) =>
      verifier.check(user, bodyOf(entries), nowMs, reading),
  };
}

test("an acknowledged write must be shown at once, and what was right before it is stale", () => {
  const { answer, check, moved, begin, store, ledger, pass } = scene();
  const before = answer();
  assert.equal(check(before), null);
  const marker = moved(3);
  const write = begin(marker);
  assert.equal(check(before), null, "still on its way");
  pass(5);
  store(marker);
  assert.equal(check(answer()), null, "already shown");
  ledger.settle(write, "acknowledged");
  pass(5);
  assert.equal(check(answer()), null);
  const difference = check(before);
  assert.equal(difference?.reason, "stale");
  assert.match(difference.message, /stale .*\(the answer as it was before a write\)/);
});

test("an answer to a question from before the acknowledgement may show either state", () => {
  const { answer, check, moved, begin, ledger, pass, clockMs } = scene();
  const before = answer();
  const write = begin(moved(1));
  pass(10);
  ledger.settle(write, "acknowledged");
  assert.equal(check(before, { sentMs: clockMs + 1, endMs: clockMs + 20 }), null);
  assert.equal(check(before, { sentMs: clockMs + 11, endMs: clockMs + 20 })?.reason, "stale");
});

test("a service that stores later has its time, which is measured, and never goes back", () => {
  const { answer, check, moved, begin, store, ledger, pass, lags } = scene(2000);
  const before = answer();
  const marker = moved(0);
  const write = begin(marker);
  ledger.settle(write, "acknowledged");
  pass(1500);
  assert.equal(check(before), null);
  assert.equal(ledger.find(user)!.unseenAt(1000 + 1500), 1);
  store(marker);
  assert.equal(check(answer()), null);
  assert.deepEqual(lags, [1500]);
  pass(10);
  assert.equal(check(before)?.reason, "stale", "monotonic reads");
  assert.equal(ledger.find(user)!.unseenAt(2600), 0);
});

test("past its time a write that is not shown is stale", () => {
  const { answer, check, moved, begin, ledger, pass } = scene(2000);
  const before = answer();
  ledger.settle(begin(moved(0)), "acknowledged");
  pass(2000);
  assert.equal(check(before)?.reason, "stale");
});

test("a doubtful write may be shown or not, until it was seen", () => {
  const { answer, check, moved, begin, store, ledger, pass, settled } = scene();
  const before = answer();
  const marker = moved(2);
  const write = begin(marker);
  ledger.settle(write, "unknown");
  pass(100_000);
  assert.equal(check(before), null);
  store(marker);
  assert.equal(check(answer()), null);
  pass(10);
  assert.equal(check(before)?.reason, "stale");
  assert.deepEqual(settled, [
    ["run/0/1", "unknown"],
    ["run/0/1", "seen"],
  ]);
});

test("a refused write must never be shown", () => {
  const { answer, check, moved, begin, store, ledger } = scene();
  const marker = moved(2);
  ledger.settle(begin(marker), "failed");
  assert.equal(check(answer()), null);
  store(marker);
  const difference = check(answer());
  assert.equal(difference?.reason, "extra");
  assert.match(difference.message, /of a write that was refused/);
});

test("a position that goes back is stale, and one written under another key is a phantom", () => {
  const { answer, check, moved, begin, store, stored, ledger, pass } = scene();
  for (const at of [0, 1]) {
    const marker = moved(at);
    const write = begin(marker);
    store(marker);
    ledger.settle(write, "acknowledged");
    pass(2000);
  }
  const current = answer();
  assert.equal(check(current), null);
  const seeded = dataset.rowsOf(user)[0]!;
  stored.set(seeded.parent, seeded);
  assert.equal(check(answer())?.reason, "stale");
  const twice = check([{ ...current[0]!, id: "urn:hbo:feature:elsewhere" }, ...current]);
  assert.equal(twice?.reason, "extra");
});

test("a write of another user is recognised without having been told of it", () => {
  const { answer, check } = scene();
  const foreign = dataset.movedOn(4, dataset.rowsOf(1)[0]!, nowMs + 5000);
  const { parent, asset, position, runtime, timeMs } = foreign;
  const entry = { id: asset ?? parent, created: isoSecondOf(timeMs), position, runtime };
  assert.equal(check([entry, ...answer().slice(0, -1)])?.reason, "other-user");
});

test("a write that could be the user's own by its look is another's where the ledger knows whose it is", () => {
  const { answer, check, news } = scene();
  // In the name of this user: nobody else's write looks more like one of its own.
  const likeOwn = dataset.movedOn(user, dataset.rowsOf(4)[0]!, nowMs + 5000);
  const { parent, asset, position, runtime, timeMs } = likeOwn;
  const entry = { id: asset ?? parent, created: isoSecondOf(timeMs), position, runtime };
  const shown = [entry, ...answer().filter(({ id }) => id !== entry.id)].slice(0, limit);
  assert.notEqual(check(shown)?.reason, "other-user");
  news.push({ write: "run/1/1", user: dataset.idOf(4), row: likeOwn, atMs: 0 });
  assert.equal(check(shown.slice(0, -1))?.reason, "other-user");
});

test("what the user wrote itself is its own, also when somebody else wrote the same within the second", () => {
  const { ledger, moved, news } = scene();
  const own = moved(0);
  ledger.begin(user, own);
  ledger.begin(user, { ...own, timeMs: own.timeMs + 5000 });
  news.push({ write: "run/1/1", user: dataset.idOf(4), row: own, atMs: 0 });
  const shown = ledger.everyRowOf(user).find(({ timeMs }) => timeMs === own.timeMs)!;
  assert.equal(ledger.isAnothers(user, shown), false);
  assert.equal(ledger.isAnothers(3, shown), true);
});

test("an answer is stale that lacks one of several writes, also where its older state is out of sight", () => {
  const { answer, check, moved, begin, store, ledger, pass } = scene();
  for (const at of [5, 6, 7]) {
    const marker = moved(at);
    ledger.settle(begin(marker), "acknowledged");
    if (at !== 6) store(marker);
    pass(2000);
  }
  assert.equal(check(answer())?.reason, "stale");
});

test("an acknowledged write of an earlier run is owed, a doubtful one may be", () => {
  const { answer, check, moved, store, news, ledger, pass } = scene();
  const before = answer();
  const [sure, doubtful] = [moved(0), moved(1)];
  const userId = dataset.idOf(user);
  news.push(
    { write: "old/1", user: userId, row: sure, atMs: 0 },
    { write: "old/2", user: userId, row: doubtful, atMs: 0 },
    { write: "old/1", is: "acknowledged", atMs: 0 },
  );
  ledger.catchUp();
  pass(1);
  assert.equal(check(before)?.reason, "stale");
  store(sure);
  assert.equal(check(answer()), null);
  store(doubtful);
  assert.equal(check(answer()), null);
});

test("no service that keeps its promises is ever called wrong, whatever becomes of the writes", () => {
  const step = fc.record({
    what: fc.constantFrom("write", "settle", "store", "read", "read"),
    at: fc.nat(7),
    outcome: fc.constantFrom("acknowledged", "acknowledged", "unknown", "failed"),
    ms: fc.nat(900),
  });
  let reads = 0;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 30, maxLength: 80 }),
      fc.constantFrom(0, 1500),
      (steps, visibleWithinMs) => {
        const play = scene(visibleWithinMs);
        const open: { write: OpenWrite; marker: Marker; outcome: string; dueMs: number; isStored: boolean }[] = [];
        const storeDue = (atMs: number) => {
          for (const one of open) {
            if (one.isStored || one.dueMs > atMs) continue;
            one.isStored = true;
            play.store(one.marker);
          }
        };
        for (const { what, at, outcome, ms } of steps) {
          play.pass(ms + 1000);
          storeDue(play.clockMs);
          if (what === "write") {
            const marker = play.moved(at);
            open.push({ write: play.begin(marker), marker, outcome, dueMs: Infinity, isStored: false });
          } else if (what === "settle") {
            const one = open.find(({ dueMs, outcome }) => dueMs === Infinity && !/told|refused/.test(outcome));
            if (one === undefined) continue;
            const told = one.isStored && one.outcome === "failed" ? "unknown" : one.outcome;
            play.ledger.settle(one.write, told as "acknowledged");
            if (told === "acknowledged") one.dueMs = play.clockMs + visibleWithinMs;
            one.outcome = told === "failed" ? "refused" : "told";
            if (told === "acknowledged") storeDue(play.clockMs);
          } else if (what === "store") {
            const one = open.find(({ isStored, outcome }) => !isStored && outcome !== "refused");
            if (one === undefined) continue;
            one.isStored = true;
            play.store(one.marker);
          } else {
            reads++;
            assert.equal(play.check(play.answer())?.message, undefined);
          }
        }
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(reads > 1000);
});

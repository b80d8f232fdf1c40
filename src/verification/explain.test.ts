import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bodyOf, type HonestEntry, honestEntries, type ServiceSettings } from "../../test/support/honest-answer.ts";
import { type PickupDataset, pickupDataset } from "../dataset/index.ts";
import { EvidenceCollector } from "./evidence-collector.ts";
import { explain } from "./explain.ts";
import { epochSecondOf, isoSecondOf } from "./iso-second.ts";
import { dayMs, type DeclaredSettings } from "./rules.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { Verifier } from "./verifier.ts";

const start = 1_762_000_000;

function datasetOver(days: number, recordsPerUser: number): PickupDataset {
  return pickupDataset({
    productCode: "hboMax",
    seed: "explain",
    generatedUsers: { count: 40 },
    assets: { generatedFeatures: { count: 80 } },
    updateTimeStart: start,
    updateTimeEnd: start + days * 86_400,
    recordsPerUser,
  });
}

const quarter = datasetOver(90, 13);
const year = datasetOver(365, 53);
const endOf = ({ config }: PickupDataset) => config.updateTimeEnd * 1000;

interface Scene {
  readonly dataset?: PickupDataset;
  readonly service?: ServiceSettings;
  readonly declared?: DeclaredSettings;
  readonly users?: number;
  readonly spoil?: (entries: HonestEntry[], user: number) => HonestEntry[];
  readonly nowMs?: number;
}

/** What is said of a service with these settings and faults after each user was asked once. */
function explanationOf({ dataset = quarter, service = {}, declared = {}, users = 40, spoil, nowMs }: Scene) {
  const verifier = new Verifier(pickupTruth(dataset), declared);
  const collector = new EvidenceCollector();
  const atMs = nowMs ?? endOf(dataset) + 60_000;
  for (let user = 0; user < users; user++) {
    const honest = honestEntries(dataset, user, service, atMs + user);
    const entries = spoil === undefined ? honest : spoil(honest, user);
    collector.add(user, verifier.check(user, bodyOf(entries), atMs + user));
  }
  return explain(collector.take(), pickupTruth(dataset), declared);
}

test("an undeclared cut-off is found, with both ways to mend it", () => {
  assert.match(
    explanationOf({ dataset: year, service: { cutOffInDays: 30 } })!,
    /^the API returned \d+ of 2,120 markers, none older than 30 days: its cutOffInDays is probably 30; declare it with --cut-off-days 30 or raise it to 365 in the service's config$/,
  );
});

test("one user is enough to suspect a cut-off", () => {
  assert.match(
    explanationOf({ dataset: year, service: { cutOffInDays: 100 }, users: 1 })!,
    /^the API returned \d+ of 53 markers, none older than .* days: its cutOffInDays is probably .*; or .*continueWatchingLimit/,
  );
});

test("with many users no other cut-off is suspected than the true one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 360 }), (cutOffInDays) => {
      const explanation = explanationOf({ dataset: year, service: { cutOffInDays } })!;
      const [, days, first = days, last = days] = /is probably (\d+)(?: \((\d+) to (\d+) fit\))?;/.exec(explanation)!;
      assert.ok(Number(first) <= cutOffInDays && cutOffInDays <= Number(last), explanation);
      assert.ok(Number(last) - Number(first) <= 3, explanation);
    }),
    { numRuns: 30 },
  );
});

test("a cut-off of part of a day is found", () => {
  const explanation = explanationOf({ dataset: year, service: { cutOffInDays: 30.5 } })!;
  const [, days] = /cutOffInDays is probably about ([\d.]+);/.exec(explanation)!;
  assert.ok(Math.abs(Number(days) - 30.5) < 0.5, explanation);
});

test("a cut-off that is longer than declared is found", () => {
  assert.match(
    explanationOf({ service: { cutOffInDays: 60 }, declared: { cutOffDays: 30 } })!,
    /^the API returned markers of up to 60 days, older than the declared 30: its cutOffInDays is probably 60.*; declare it with --cut-off-days 60 or lower it to 30 in the service's config$/,
  );
  assert.match(
    explanationOf({ declared: { cutOffDays: 30 } })!,
    /^the API returned markers of up to 90 days, older than the declared 30: its cutOffInDays is at least 90; declare it with --cut-off-days 90 or lower it to 30 in the service's config$/,
  );
});

test("a limit is found", () => {
  assert.equal(
    explanationOf({ service: { continueWatchingLimit: 10 } }),
    "the API returned 400 of 520 markers, never more than 10 at once: its continueWatchingLimit is probably 10; " +
      "declare it with --history-limit 10 or raise it to 13 in the service's config",
  );
  assert.equal(
    explanationOf({ service: { continueWatchingLimit: 10 }, declared: { historyLimit: 5 } }),
    "the API returned up to 10 markers, over the declared limit of 5: its continueWatchingLimit is probably 10; " +
      "declare it with --history-limit 10 or lower it to 5 in the service's config",
  );
  assert.match(explanationOf({ declared: { historyLimit: 5 } })!, /its continueWatchingLimit is at least 13; declare/);
});

test("a limit is found beside a declared cut-off", () => {
  const both = { cutOffInDays: 60, continueWatchingLimit: 6 };
  assert.match(
    explanationOf({ service: both, declared: { cutOffDays: 60 } })!,
    /^the API returned \d+ of \d+ markers, never more than 6 at once: its continueWatchingLimit is probably 6;/,
  );
});

test("empty answers are a matter of the table, or of a cut-off", () => {
  const spoil = () => [];
  assert.match(
    explanationOf({ spoil })!,
    /^every answer is empty: nothing is seeded in the table that the API reads \(run `pickup seed`\), or it reads another table$/,
  );
  assert.match(
    explanationOf({ spoil, nowMs: endOf(quarter) + 12 * dayMs })!,
    /, or its cutOffInDays is not above 12, the age of the newest marker$/,
  );
});

test("empty answers of some users are a seeding that stopped", () => {
  assert.match(
    explanationOf({ spoil: (entries, user) => (user < 25 ? entries : []) })!,
    /^the answers of some users are empty \(15 of 40\): when seeding stopped half-way, `pickup seed` goes on where it stopped$/,
  );
});

test("titles that count as finished are found", () => {
  const explanation = explanationOf({ service: { completedAt: 0.15 } })!;
  const [, share] = /probably from ([\d.]+) of its runtime on; declare it with --completed-at \1 or/.exec(explanation)!;
  assert.equal(explanationOf({ service: { completedAt: 0.15 }, declared: { completedAt: Number(share) } }), null);
});

test("a wrong time zone is found, with daylight saving too", () => {
  const shifted = (secondsOf: (second: number) => number) => (entries: HonestEntry[]) =>
    entries.map((entry) => {
      const second = epochSecondOf(entry.created);
      return { ...entry, created: isoSecondOf((second + secondsOf(second)) * 1000) };
    });
  assert.match(
    explanationOf({ spoil: shifted(() => -7 * 3600) })!,
    /^`created` is 7 h too early: .* west of Greenwich/,
  );
  assert.match(
    explanationOf({ spoil: shifted(() => 5.5 * 3600) })!,
    /^`created` is 5.5 h too late: .* east of Greenwich/,
  );
  const middle = start + 45 * 86_400;
  const berlin = shifted((second) => (second < middle ? 7200 : 3600));
  assert.match(explanationOf({ spoil: berlin })!, /^`created` is up to 2 h too late/);
  assert.equal(explanationOf({ spoil: shifted(() => 1) }), null);
});

test("nothing is explained that other answers contradict", () => {
  for (const [what, spoil] of Object.entries<NonNullable<Scene["spoil"]>>({
    "one user lacks its oldest marker": (entries, user) => (user === 7 ? entries.slice(0, -1) : entries),
    "one user lacks the newest": (entries, user) => (user === 7 ? entries.slice(1) : entries),
    "some lack their oldest marker": (entries, user) => (user % 4 === 0 ? entries.slice(0, -1) : entries),
    "each lacks as many, but another one": (entries, user) => entries.toSpliced(user % 13, 1),
    "a third lacks some, each another number": (entries, user) => entries.slice(0, user % 3 === 0 ? user % 13 : 13),
    "some times are an hour off": (entries, user) =>
      user % 2 === 0
        ? entries
        : entries.with(0, { ...entries[0]!, created: later(entries[0]!.created, 3600 * (user % 9)) }),
    "positions are off": (entries) => entries.map((entry) => ({ ...entry, position: entry.position + 1 })),
    "the most watched are missing, but the rest is reversed": (entries) =>
      entries.filter(({ position, runtime }) => position / runtime < 0.15).toReversed(),
    "all are reversed": (entries) => entries.toReversed(),
  })) {
    assert.equal(explanationOf({ spoil }), null, what);
  }
  assert.equal(explanationOf({}), null);
});

test("an explanation says how many of the wrong answers it covers", () => {
  const explanation = explanationOf({
    dataset: year,
    service: { cutOffInDays: 30 },
    spoil: (entries, user) =>
      user === 3 ? [{ id: "urn:x", created: isoSecondOf(0), position: 1, runtime: 2 }] : entries,
  })!;
  assert.match(explanation, /cutOffInDays is probably 30; .* \(39 of 40 wrong answers fit this\)$/);
});

function later(created: string, seconds: number): string {
  return isoSecondOf((epochSecondOf(created) + seconds) * 1000);
}

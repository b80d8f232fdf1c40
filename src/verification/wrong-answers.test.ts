import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bodyOf, type HonestEntry, honestEntries } from "../../test/support/honest-answer.ts";
import { pickupDataset } from "../dataset/index.ts";
import { type Difference, type Reason, reasons } from "./difference.ts";
import { epochSecondOf, isoSecondOf } from "./iso-second.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { Verifier } from "./verifier.ts";

const start = 1_793_491_200;
const nowMs = (start + 90 * 86_400) * 1000;
/** Every user has every title, so that another user's entries bear ids that are one's own. */
const dataset = pickupDataset({
  productCode: "hboMax",
  seed: "wrong answers",
  generatedUsers: { count: 20 },
  assets: { generatedFeatures: { count: 10 }, generatedSeries: { count: 3, episodes: 8 } },
  updateTimeStart: start,
  updateTimeEnd: start + 90 * 86_400,
  recordsPerUser: 13,
});
const settings = { cutOffDays: 50, historyLimit: 9 };
const service = { cutOffInDays: 50, continueWatchingLimit: 9 };

interface Answer {
  readonly user: number;
  /** Two numbers that pick what is spoilt. */
  readonly one: number;
  readonly two: number;
  /** What is owed, to be spoilt. */
  readonly entries: HonestEntry[];
}

/** Checks the spoilt answer; null when the choice gave none. */
type Spoil = (answer: Answer) => HonestEntry[] | string | null;

const pick = (entries: readonly HonestEntry[], number: number) => number % entries.length;
const entriesUnder = (user: number, other: object) => honestEntries(dataset, user, { ...service, ...other }, nowMs);

function withField(entries: HonestEntry[], at: number, change: Partial<Record<keyof HonestEntry, unknown>>) {
  return entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry)) as HonestEntry[];
}

const later = (created: string, seconds: number) => isoSecondOf((epochSecondOf(created) + seconds) * 1000);

const lies: { readonly [what: string]: readonly [Reason, Spoil] } = {
  "drops an entry": ["missing", ({ entries, one }) => entries.toSpliced(pick(entries, one), 1)],
  "drops the newest": ["missing", ({ entries }) => entries.slice(1)],
  "is under the limit by one": ["missing", ({ entries }) => entries.slice(0, -1)],
  "is empty": ["missing", () => []],
  "repeats an entry": [
    "duplicate",
    ({ entries, one, two }) => entries.toSpliced(two % (entries.length + 1), 0, entries[pick(entries, one)]!),
  ],
  "repeats an entry in the place of another": [
    "duplicate",
    ({ entries, one }) => entries.with(entries.length - 1, entries[pick(entries.slice(1), one)]!),
  ],
  "swaps neighbours": [
    "order",
    ({ entries, one }) => {
      const at = one % (entries.length - 1);
      return entries.with(at, entries[at + 1]!).with(at + 1, entries[at]!);
    },
  ],
  "is reversed": ["order", ({ entries }) => entries.toReversed()],
  "is off by one in a position": [
    "field",
    ({ entries, one, two }) => {
      const at = pick(entries, one);
      return withField(entries, at, { position: entries[at]!.position + (two % 2) * 2 - 1 });
    },
  ],
  "is off by one in a runtime": [
    "field",
    ({ entries, one }) => withField(entries, pick(entries, one), { runtime: entries[pick(entries, one)]!.runtime + 1 }),
  ],
  "is off by a second in a time": [
    "field",
    ({ entries, one }) => {
      const at = pick(entries, one);
      return withField(entries, at, { created: later(entries[at]!.created, 1) });
    },
  ],
  "writes its times in another zone": [
    "field",
    ({ entries, one }) =>
      entries.map((entry) => ({ ...entry, created: later(entry.created, ((one % 14) + 1) * 3600) })),
  ],
  "writes a time with milliseconds": [
    "field",
    ({ entries, one }) => {
      const at = pick(entries, one);
      return withField(entries, at, { created: entries[at]!.created.replace("Z", ".000Z") });
    },
  ],
  "is over the limit": ["over-limit", ({ user }) => entriesUnder(user, { continueWatchingLimit: 10 })],
  "ignores the cut-off": [
    "too-old",
    ({ user, entries }) => (entries.length < 9 ? entriesUnder(user, { cutOffInDays: 1000 }) : null),
  ],
  "has a cut-off that is longer by a day": [
    "too-old",
    ({ user }) => honestEntries(dataset, user, { cutOffInDays: 51, continueWatchingLimit: 9 }, nowMs),
  ],
  "has a cut-off that is much shorter": ["missing", ({ user }) => entriesUnder(user, { cutOffInDays: 5 })],
  "is another user's": ["other-user", ({ user, one }) => entriesUnder((user + 1 + (one % 19)) % 20, {})],
  "has an entry of another user more": [
    "other-user",
    ({ user, entries, one, two }) => entries.toSpliced(two % 9, 0, entriesUnder((user + 1) % 20, {})[one % 3]!),
  ],
  "has an entry of another user in the place of its own": [
    "other-user",
    ({ user, entries, one }) => entries.with(pick(entries, one), entriesUnder((user + 1) % 20, {})[one % 3]!),
  ],
  "has an entry nobody seeded": [
    "extra",
    ({ entries, one }) => entries.toSpliced(one % 9, 0, { ...entries[0]!, id: "urn:hbo:feature:nobody" }),
  ],
  "is cut off in the middle": [
    "malformed",
    ({ entries, one }) => {
      const body = bodyOf(entries).toString();
      return body.slice(0, one % body.length);
    },
  ],
  "has a number as a text": [
    "malformed",
    ({ entries, one }) => withField(entries, pick(entries, one), { position: "840" }),
  ],
  "has a time as a number": [
    "malformed",
    ({ entries, one }) => withField(entries, pick(entries, one), { created: 1646368749 }),
  ],
  "lacks a field": ["malformed", ({ entries, one }) => withField(entries, pick(entries, one), { runtime: undefined })],
  "is an error under status 200": ["malformed", () => '{"code":"INTERNAL","message":"try again"}'],
  "is a page": ["malformed", () => "<!doctype html><title>welcome</title>"],
};

/** Runs a lie on answers of every user; each that differs from the honest one is handed to `expect`. */
function tell(
  spoil: Spoil,
  expect: (difference: Difference | null, spoilt: HonestEntry[] | string, user: number) => void,
) {
  let told = 0;
  fc.assert(
    fc.property(fc.nat(19), fc.nat(), fc.nat(), (user, one, two) => {
      const entries = entriesUnder(user, {});
      const spoilt = entries.length < 2 ? null : spoil({ user, one, two, entries });
      if (spoilt === null || JSON.stringify(spoilt) === JSON.stringify(entries)) return;
      const body = typeof spoilt === "string" ? Buffer.from(spoilt) : bodyOf(spoilt);
      told++;
      expect(new Verifier(pickupTruth(dataset), settings).check(user, body, nowMs), spoilt, user);
    }),
    { numRuns: 200 },
  );
  assert.ok(told > 0, "the lie was never told");
}

for (const [what, [reason, spoil]] of Object.entries(lies)) {
  test(`an answer that ${what} is wrong, reason ${reason}`, () => {
    tell(spoil, (difference, _spoilt, user) => {
      assert.equal(difference?.reason, reason, difference?.message);
      assert.ok(difference.message.startsWith(`${dataset.idOf(user)}: `));
      assert.match(difference.message, /^[^\n\r]+$/);
      assert.ok(difference.expected.length <= 1000 && difference.got.length <= 1000);
      assert.ok(difference.counts[reason] > 0 && difference.facts.some((fact) => fact.reason === reason));
    });
  });
}

test("every reason has a lie that shows it", () => {
  const withWrites = ["stale"]; // see write-ledger.test.ts
  const shown = Object.values(lies).map(([reason]) => reason);
  assert.deepEqual(new Set<string>([...withWrites, ...shown]), new Set(reasons));
});

test("what is missing is named, and nothing else is said to be wrong", () => {
  tell(lies["drops an entry"]![1], (difference, spoilt, user) => {
    const missing = entriesUnder(user, {}).find(
      ({ id }) => !(spoilt as HonestEntry[]).some((entry) => entry.id === id),
    );
    const owed = spoilt.length + 1;
    assert.ok(difference !== null);
    assert.equal(
      difference.message,
      `${dataset.idOf(user)}: missing ${missing!.id} (${spoilt.length} returned, ${owed} owed)`,
    );
    assert.deepEqual(
      reasons.filter((reason) => difference.counts[reason] > 0),
      ["missing"],
    );
    assert.match(difference.expected, new RegExp(missing!.id));
  });
});

test("all that is wrong is told, the most telling first", () => {
  const [entries, foreign] = [entriesUnder(0, {}), entriesUnder(1, {})];
  const spoilt = [
    entries[1]!,
    entries[0]!,
    { ...entries[2]!, position: 1 },
    entries[1]!,
    foreign[0]!,
    ...entries.slice(4),
  ];
  const difference = new Verifier(pickupTruth(dataset), settings).check(0, bodyOf(spoilt), nowMs)!;
  assert.equal(difference.reason, "other-user");
  const { id } = entries[3]!;
  assert.deepEqual(
    difference.facts.map((fact) => [fact.reason, fact.id]),
    [
      ["other-user", foreign[0]!.id],
      ["duplicate", entries[1]!.id],
      ["missing", id],
      ["field", entries[2]!.id],
      ["order", entries[0]!.id],
    ],
  );
  assert.match(
    difference.message,
    /another user's marker .*; returned again .*; missing .*; wrong field .*position is 1 instead of/,
  );
});

test("a text of the service cannot break a line or a terminal", () => {
  const entries = entriesUnder(0, {});
  const nasty = { ...entries[0]!, id: `urn:\u001b[31m\n\u2028${"x".repeat(500)}` };
  const difference = new Verifier(pickupTruth(dataset), settings).check(0, bodyOf([nasty, ...entries]), nowMs)!;
  assert.match(difference.message, /^[\x20-\x7e·…]{1,400}$/);
  const page = new Verifier(pickupTruth(dataset), settings).check(0, Buffer.from("\u001b[31m\noops"), nowMs)!;
  assert.match(page.message + page.got, /^[\x20-\x7e·…]+$/);
});

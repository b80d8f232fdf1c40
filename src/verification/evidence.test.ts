import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bodyOf, honestEntries } from "../../test/support/honest-answer.ts";
import { pickupDataset } from "../dataset/index.ts";
import { type Evidence, mergeEvidence, noEvidence } from "./evidence.ts";
import { EvidenceBook } from "./evidence-book.ts";
import { EvidenceCollector } from "./evidence-collector.ts";
import { pickupTruth } from "./pickup-truth.ts";
import { Verifier } from "./verifier.ts";

const nowMs = 1_793_491_200_000;
const dataset = pickupDataset({
  productCode: "hboMax",
  seed: "evidence",
  generatedUsers: { count: 500 },
  assets: { generatedFeatures: { count: 30 } },
  updateTimeStart: nowMs / 1000 - 86_400,
  updateTimeEnd: nowMs / 1000,
  recordsPerUser: 4,
});

/** What each user's answer is: right, short of the newest marker, or unreadable. */
function bodyFor(user: number): Buffer {
  const entries = honestEntries(dataset, user, {}, nowMs);
  if (user % 4 === 3) return Buffer.from("oops");
  return bodyOf(user % 2 === 0 ? entries : entries.slice(1));
}

function evidenceOf(users: readonly number[]): Evidence {
  const verifier = new Verifier(pickupTruth(dataset), {});
  const collector = new EvidenceCollector();
  for (const user of users) collector.add(user, verifier.check(user, bodyFor(user), nowMs));
  return collector.take();
}

const everybody = Array.from({ length: dataset.users }, (_, user) => user);

test("answers are counted by what is wrong with them, and wrong users are named", () => {
  const { checked, right, wrong, reasons, wrongUsers } = evidenceOf(everybody.slice(0, 40));
  assert.deepEqual({ checked, right, wrong }, { checked: 40, right: 20, wrong: 20 });
  assert.deepEqual([reasons.missing, reasons.malformed, reasons.extra], [10, 10, 0]);
  assert.deepEqual(
    wrongUsers.map(({ user }) => user),
    everybody.slice(0, 40).filter((user) => user % 2 === 1),
  );
  const { userId, reason, message } = wrongUsers[0]!;
  assert.deepEqual([userId, reason], [dataset.idOf(1), "missing"]);
  assert.ok(message.includes(userId) && message.includes(honestEntries(dataset, 1, {}, nowMs)[0]!.id));
});

test("at most a hundred wrong users are named, the first of the dataset whoever met them", () => {
  const book = new EvidenceBook();
  for (let worker = 0; worker < 5; worker++) book.add(evidenceOf(everybody.filter((user) => user % 5 === worker)));
  assert.equal(book.total.wrong, 250);
  assert.deepEqual(
    book.total.wrongUsers.map(({ user }) => user),
    everybody.filter((user) => user % 2 === 1).slice(0, 100),
  );
  assert.ok(book.total.rightUsers.length <= 200);
});

test("however a run is shared out and reported, it adds up to the same", () => {
  const whole = evidenceOf(everybody.slice(0, 60));
  fc.assert(
    fc.property(fc.array(fc.nat(4), { minLength: 60, maxLength: 60 }), (workerOf) => {
      const shares = [0, 1, 2, 3, 4].map((worker) =>
        evidenceOf(everybody.slice(0, 60).filter((user) => workerOf[user] === worker)),
      );
      const { rightUsers, ...merged } = shares.reduce(mergeEvidence, noEvidence);
      const { rightUsers: rightUsersOfWhole, ...wanted } = whole;
      assert.deepEqual(merged, wanted);
      assert.deepEqual(new Set(rightUsers), new Set(rightUsersOfWhole));
    }),
    { numRuns: 20 },
  );
});

test("a wrong body that comes again counts again, but is named and heeded once", () => {
  const verifier = new Verifier(pickupTruth(dataset), {});
  const collector = new EvidenceCollector();
  const body = bodyFor(1);
  for (let time = 0; time < 3; time++) collector.add(1, verifier.check(1, body, nowMs));
  const first = collector.take();
  assert.deepEqual([first.wrong, first.wrongUsers.length, first.clues.counts.wrong], [3, 1, 1]);
  collector.add(1, verifier.check(1, body, nowMs));
  const second = collector.take();
  assert.deepEqual([second.wrong, second.wrongUsers.length, second.clues.counts.wrong], [1, 0, 0]);
  assert.deepEqual(collector.take(), noEvidence);
});

test("evidence crosses a wire as JSON", () => {
  const evidence = evidenceOf(everybody.slice(0, 40));
  assert.deepEqual(JSON.parse(JSON.stringify(evidence)), evidence);
});

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { errorRecordOf, exitCodes, KitError, VirtualClock } from "../ground/index.ts";
import { SpreadCollection } from "./spread-collection.ts";
import type { TokenReport } from "./token-job.ts";
import { formatTokenLine } from "./token-lines.ts";

const users = 10;
const idOf = (user: number) => `user-${user}`;
const token = (user: number) => ({ value: `token-${user}`, expiresAtMs: null });
const refusal = errorRecordOf(new KitError("PICKUP_TOKEN_REFUSED", "no", { exitCode: exitCodes.credentials }));

function report(more: Partial<TokenReport>): TokenReport {
  return { tokens: [], refused: [], fatal: null, ...more };
}

/** A collection for ten users in two parts; user 1 has a token in the file already. */
async function collection(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "pickup-spread-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "tokens.jsonl");
  writeFileSync(path, formatTokenLine(idOf(1), token(1)));
  const opened = await SpreadCollection.open(
    {
      dataset: { users, idOf, indexOf: (id) => Number(id.slice("user-".length)) },
      path,
      concurrency: 8,
      ratePerSecond: 100,
      clock: new VirtualClock(),
      interrupted: new AbortController().signal,
      observe: () => undefined,
    },
    2,
  );
  const idsInFile = () =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { userId: string }).userId);
  return { collection: opened, idsInFile };
}

test("the rate and the number at once are shared by parts, and nobody who has a token is asked for again", async (t) => {
  const { collection: whole } = await collection(t);
  whole.heard(report({ tokens: [[7, token(7)]], refused: [[8, refusal]] }));
  assert.deepEqual(whole.shareOf([0]), { parts: [{ part: 0, rows: [0, 1, 2, 5] }], ratePerSecond: 50, concurrency: 4 });
  assert.deepEqual(whole.shareOf([1]).parts, [{ part: 1, rows: [5, 7, 9, 10] }]);
  assert.deepEqual(whole.shareOf([]), { parts: [], ratePerSecond: 0, concurrency: 1 });
  await whole.close();
});

test("a token that is reported twice is written once, and the collection ends with the last user", async (t) => {
  const { collection: whole, idsInFile } = await collection(t);
  const others = [0, 2, 3, 4, 5, 6, 7, 8];
  const most = report({ tokens: others.map((user) => [user, token(user)]) });
  whole.heard(most);
  whole.heard(most);
  assert.ok(!whole.isOver);
  whole.heard(report({ refused: [[9, refusal]] }));
  assert.ok(whole.isOver);
  const { kept, fetched, failed, firstFailure } = whole.conclude();
  assert.deepEqual([kept, fetched, failed, firstFailure?.userId], [1, 8, 1, "user-9"]);
  await whole.close();
  assert.deepEqual(idsInFile(), [1, ...others].map(idOf));
});

test("what one machine cannot go on for ends the collection with its error, and what was fetched is kept", async (t) => {
  const { collection: whole, idsInFile } = await collection(t);
  whole.heard(report({ tokens: [[2, token(2)]], fatal: refusal }));
  assert.ok(whole.isOver);
  assert.throws(() => whole.conclude(), { code: "PICKUP_TOKEN_REFUSED" });
  await whole.close();
  assert.deepEqual(idsInFile(), ["user-1", "user-2"]);
});

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { readingListApi, seededShelves, type Shelves, subjectOf } from "../examples/reading-list/api.ts";
import { booksOf, readerId } from "../examples/reading-list/shelves.ts";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup } from "./support/kit.ts";

const example = fileURLToPath(new URL("../examples/reading-list/load-test.ts", import.meta.url));
const secret = "a secret of the test, of 32 bytes or more";

/** Runs the example against its own API, on these shelves. */
async function runAgainst(
  t: TestContext,
  shelves: Shelves,
  callerOf: (request: IncomingMessage) => string | null = (request) => subjectOf(request, secret),
  writes = "30%",
) {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "secret.txt"), secret);
  await using api = await listening(readingListApi(shelves, callerOf));
  const signing = ["--sign-with", "secret.txt", "--alg", "HS256"];
  const trials = ["--writes", writes, "--isolation", "50%", "--no-abort", "--json-file", "summary.json"];
  const args = ["load", "--headless", example, "-H", api.endpoint, "-u", "20", "-r", "100", "-t", "3s"];
  const { exitCode, stdout, stderr } = await runPickup(folder, [...args, ...signing, ...trials]);
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  return { exitCode, output: stdout + stderr, summary, reasons: new Set(summary.errors.map(({ message }) => message)) };
}

test("the example of another API, with keys, answers and a dataset of its own, passes with writes and probes", async (t) => {
  const { exitCode, output, summary } = await runAgainst(t, seededShelves());
  // On a busy machine the generator may be late, which is no matter here.
  assert.ok([0, 98].includes(exitCode), output);
  assert.equal(summary.total.failures, 0, output);
  assert.ok(summary.writes.acknowledged > 0);
  const { probes, notProbed } = summary.isolation;
  assert.deepEqual(notProbed, {});
  assert.equal(Object.keys(probes).length, 5);
  for (const [kind, { refused, leaked }] of Object.entries(probes)) assert.ok(refused > 0 && leaked === 0, kind);
});

test("what is wrong on its shelves is found by kind, a foreign book as another user's", async (t) => {
  const shelves = seededShelves();
  const shelfOf = (i: number) => shelves.get(`SHELF#${readerId(i)}`)!;
  const [first, second] = booksOf(1);
  shelfOf(0).delete(`BOOK#${booksOf(0)[2]!.isbn}`);
  shelfOf(1).set(`BOOK#${second!.isbn}`, { ...second!, page: second!.page + 1 });
  shelfOf(2).set(`BOOK#978-9999`, { ...first! });
  // No write may mend it or hide it behind one that is lost.
  const { exitCode, output, reasons } = await runAgainst(t, shelves, undefined, "0%");
  assert.equal(exitCode, 97, output);
  for (const reason of ["missing", "field", "other-user"]) assert.ok(reasons.has(reason), output);
});

test("lost writes and a door that stands open are found", async (t) => {
  const shelves = seededShelves();
  for (const shelf of shelves.values()) shelf.set = () => shelf;
  const claimed = ({ headers }: IncomingMessage) => {
    const [, claims = "e30"] = (headers.authorization ?? "").split(".");
    return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { sub?: string }).sub ?? readerId(0);
  };
  const { exitCode, output, reasons, summary } = await runAgainst(t, shelves, claimed);
  assert.equal(exitCode, 97, output);
  assert.deepEqual(reasons, new Set(["stale"]));
  const { "another-user": another, ...tokens } = summary.isolation.probes;
  for (const [kind, { leaked, refused }] of Object.entries(tokens)) assert.ok(leaked > 0 && refused === 0, kind);
  assert.equal(another!.leaked, 0);
});

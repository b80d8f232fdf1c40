import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import { KitError } from "../ground/index.ts";
import { CsvScanner } from "./csv-scanner.ts";
import { RowFile } from "./row-file.ts";
import { rows, type RowsOptions } from "./rows.ts";

/** The rows of a file beside a test file that need not exist. */
function rowFile(t: TestContext, name: string, content: string, options: RowsOptions = {}): RowFile {
  const folder = mkdtempSync(join(tmpdir(), "pickup-rows-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", name), content);
  const file = new RowFile(rows(`data/${name}`, options), pathToFileURL(join(folder, "a test.ts")).href, null);
  t.after(() => file.close());
  return file;
}

function all(file: RowFile): unknown[] {
  return Array.from({ length: file.index.offsets.length - 1 }, (_, row) => file.rowsOf(row)[0]);
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

test("each row of a CSV file is a user, with the header's names for its values", (t) => {
  const file = rowFile(t, "users.csv", "id,password\nanna,x1\nbert,x2\n");
  assert.equal(file.users, 2);
  assert.equal(file.idOf(1), "bert");
  assert.deepEqual(all(file), [
    { id: "anna", password: "x1" },
    { id: "bert", password: "x2" },
  ]);
});

test("quoted fields hold commas, quotes and line ends; CRLF, empty lines, a byte order mark and no last line end are fine", (t) => {
  const file = rowFile(t, "users.csv", '\uFEFFid,note\r\n\r\na,"one, ""two""\r\nthree"\r\n\r\nb,\r\n"c",d');
  assert.deepEqual(all(file), [
    { id: "a", note: 'one, "two"\r\nthree' },
    { id: "b", note: "" },
    { id: "c", note: "d" },
  ]);
});

test("whatever stands in the fields, and however the bytes are cut, the same records are found", () => {
  const field = fc.string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r\n", "0") });
  const record = fc.tuple(field, field).filter(([first, second]) => first + second !== "");
  fc.assert(
    fc.property(fc.array(record), fc.integer({ min: 1, max: 9 }), (records, size) => {
      const texts = records.map(([first, second]) => `${quoted(first)},${quoted(second)}\r\n`);
      const bytes = Buffer.from(texts.join(""));
      const offsets: number[] = [];
      const broken: string[] = [];
      const scanner = new CsvScanner(0, {
        record: ({ offset, fields }) => void offsets.push(fields === 2 ? offset : -1),
        broken: (line, problem) => void broken.push(`${line} ${problem}`),
      });
      for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
      scanner.end();
      const expected = texts.map((_, i) => Buffer.byteLength(texts.slice(0, i).join("")));
      assert.deepEqual([offsets, broken], [expected, []]);
    }),
  );
});

test("fields come out of a CSV file as they went in", (t) => {
  const field = fc.string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r\n", "0") });
  const written = fc.sample(fc.tuple(fc.nat(), field, field), { numRuns: 300, seed: 7 });
  const lines = written.map((row) => row.map((value) => quoted(String(value))).join(","));
  const file = rowFile(t, "users.csv", `n,a,b\n${lines.join("\n")}\n`);
  assert.deepEqual(
    all(file),
    written.map(([n, a, b]) => ({ n: String(n), a, b })),
  );
});

test("JSON lines are users as they are; ids may be numbers", (t) => {
  const file = rowFile(t, "users.jsonl", '{"id":7,"tags":["a"]}\n\n{"id":"x","deep":{"é":1}}', { id: "id" });
  assert.deepEqual([file.users, file.idOf(0), file.idOf(1)], [2, "7", "x"]);
  assert.deepEqual(all(file), [
    { id: 7, tags: ["a"] },
    { id: "x", deep: { é: 1 } },
  ]);
});

test("the id is the named column, else id, else the row's number", (t) => {
  const content = "login,id\nanna,1\n";
  assert.equal(rowFile(t, "a.csv", content, { id: "login" }).idOf(0), "anna");
  assert.equal(rowFile(t, "a.csv", content).idOf(0), "1");
  assert.equal(rowFile(t, "a.csv", "login\nanna\n").idOf(0), "user-0");
});

test("shared rows have no end: users beyond the last row begin again with the first", (t) => {
  const file = rowFile(t, "users.csv", "id\na\nb\n", { mode: "shared" });
  assert.equal(file.users, Number.POSITIVE_INFINITY);
  assert.deepEqual(
    [0, 1, 2, 5].map((user) => file.idOf(user)),
    ["a", "b", "a", "b"],
  );
});

test("the index of one thread serves another one without reading through the file again", (t) => {
  const file = rowFile(t, "users.csv", "id\na\nb\n");
  const other = new RowFile(rows("gone.csv"), "file:///nowhere/test.ts", structuredClone(file.index));
  t.after(() => other.close());
  assert.equal(other.index.offsets.buffer.byteLength, 24);
  assert.deepEqual([other.users, other.idOf(1)], [2, "b"]);
});

const broken: readonly (readonly [string, string, string, RegExp, RowsOptions?])[] = [
  ["too few fields", "a.csv", "id,b\nx,1\n\ny\n", /1 broken line: line 4 has 1 field, the header names 2/],
  ["too many fields", "a.csv", "id,b\nx,1,2\n", /line 2 has 3 fields, the header names 2/],
  ["a quote in a bare field", "a.csv", 'id\n"a\nb"\nc"d\n', /line 4 has a quote inside a field/],
  ["text after a quoted field", "a.csv", 'id\n"a"b\n', /line 2 goes on after the closing quote/],
  ["a quote never closed", "a.csv", 'id\na\n"b\nc\n', /line 3 opens a quote that is never closed/],
  ["many of them", "a.csv", `id,b\n${"x\n".repeat(9)}`, /9 broken lines: line 2 .*line 6 [^;]*; …$/],
  ["a line that is no JSON", "a.jsonl", '{"id":1}\n{"id":\n', /line 2 is not JSON/],
  ["a line that is no object", "a.ndjson", "[1]\n", /line 1 is no JSON object/],
  ["a row without its id", "a.jsonl", '{"id":1}\n{"name":2}\n', /line 2 has no text or number under id/, { id: "id" }],
  ["a header alone", "a.csv", "id,b\n", /has no rows/],
  ["nothing at all", "a.jsonl", "", /has no rows/],
  ["an unknown id column", "a.csv", "a,b\n1,2\n", /has no column login; it has a, b/, { id: "login" }],
  ["an unknown kind of file", "a.txt", "a\n1\n", /neither CSV nor JSON lines/],
];

for (const [what, name, content, message, options] of broken) {
  test(`refused with the place: ${what}`, (t) => {
    assert.throws(
      () => rowFile(t, name, content, options),
      (error: unknown) => {
        assert.ok(error instanceof KitError);
        assert.match(error.message, message);
        assert.ok(error.hint);
        assert.equal(error.exitCode, 2);
        return true;
      },
    );
  });
}

test("a file that is not there is named with its whole path", () => {
  assert.throws(() => new RowFile(rows("gone.csv"), "file:///nowhere/test.ts", null), /\/nowhere\/gone\.csv/);
});

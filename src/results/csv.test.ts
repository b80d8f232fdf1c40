import assert from "node:assert/strict";
import { test } from "node:test";
import { csvRow, plainText } from "./csv.ts";

test("cells are quoted only where they must be, rows end with CRLF", () => {
  assert.equal(
    csvRow(["GET", "/a,b", 'say "x"', "two\nlines", 1.5, ""]),
    'GET,"/a,b","say ""x""","two\nlines",1.5,\r\n',
  );
});

test("a text that a spreadsheet would run as a formula is marked as text", () => {
  const given = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1", "/x?a=b", "GET /x", ""];
  const written = ["'=1+1", "'+cmd", "'-2", "'@SUM(A1)", "'\t=1", "'\r=1", "/x?a=b", "GET /x", ""];
  assert.deepEqual(given.map(plainText), written);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "./json-text.ts";

test("a sound text gives its value, also behind a byte order mark", () => {
  assert.deepEqual(readJson('{"a": [1]}'), { value: { a: [1] } });
  assert.deepEqual(readJson('\uFEFF{"a": 1}\r\n'), { value: { a: 1 } });
});

const long = "x".repeat(100);

const bad: readonly [text: string, line: number, column: number, problem: RegExp][] = [
  ['{"a": 1,}', 1, 9, /property name/],
  ['{\n  "a" 1\n}', 2, 7, /Expected ':'/],
  ['{\n  "a": nope\n}', 2, 9, /Unexpected token 'o'/],
  [`{\n  "${long}": "${long}",\n  "b": yes,\n  "${long}": 1\n}`, 3, 8, /Unexpected token 'y'/],
  [`{\n  "a": 'x',\n  "${long}": 1\n}`, 2, 8, /Unexpected token '''/],
  ["{\n  'a': 1\n}", 2, 3, /property name/],
  ['{\n  "a": 1\n', 3, 1, /Expected ',' or '}'/],
  ['{\n  "a": "b', 2, 10, /Unterminated string/],
  ['{"a": 01}', 1, 8, /Unexpected number/],
  ['{"a": 1} x', 1, 10, /after JSON/],
  ["hello", 1, 1, /Unexpected token 'h'/],
];

test("a broken text is told with line, column and reason", () => {
  for (const [text, line, column, problem] of bad) {
    const found = readJson(text);
    assert.ok("problem" in found, text);
    assert.deepEqual([found.line, found.column], [line, column], `${text}: ${JSON.stringify(found)}`);
    assert.match(found.problem, problem);
    assert.doesNotMatch(found.problem, /position|is not valid JSON|\n/);
  }
});

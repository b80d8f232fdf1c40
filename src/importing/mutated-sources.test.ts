import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { KitError } from "../ground/index.ts";
import { importText } from "./import-text.ts";
import { printed } from "./writing/code.ts";
import { jsonLiteral } from "./writing/literals.ts";

const choices = { origins: [], keepsAssets: true };
const locustfile = readFileSync(new URL("../../test/imports/locustfile.py", import.meta.url), "utf8");
const recording = readFileSync(new URL("../../test/imports/recording.har", import.meta.url), "utf8");

/** Either a file that is TypeScript, or an error that says what is wrong. */
function importsOrRefuses(text: string, source: string): void {
  let typeScript: string;
  try {
    ({ typeScript } = importText(text, source, choices));
  } catch (error) {
    assert.ok(error instanceof KitError, `${String(error)}\n${text}`);
    assert.ok(error.hint);
    return;
  }
  assert.doesNotThrow(() => stripTypeScriptTypes(typeScript), `${typeScript}\n${text}`);
}

/** The text with some of its words and marks left out, doubled, or replaced by others of their kind. */
function shuffled(text: string, more: readonly string[]): fc.Arbitrary<string> {
  const parts = [...(text.match(/\w+|\s+|[^\w\s]/g) ?? []), ...more];
  const isOf = (kind: RegExp) => fc.constantFrom(...parts.filter((part) => kind.test(part)));
  const [word, blank, mark] = [isOf(/^\w/), isOf(/^\s/), isOf(/^[^\w\s]/)];
  const change = fc.record({
    at: fc.nat(parts.length - more.length - 1),
    word: fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.oneof(mark, fc.constant("")) }),
    blank,
    mark,
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const changed = parts.slice(0, parts.length - more.length);
    for (const { at, word: other, blank: space, mark: sign } of changes) {
      changed[at] = /^\w/.test(changed[at]!) ? other : changed[at]!.trim() === "" ? space : sign;
    }
    return changed.join("");
  });
}

test("a locustfile in which anything is changed is imported or refused, and never ends in an internal error", () => {
  const python = [
    "lambda",
    "async",
    "await",
    "*",
    "**",
    "None",
    "if",
    "else",
    "for",
    "in",
    "not",
    "[",
    "]",
    "{",
    "}",
    ":",
  ];
  const odd = [
    "`",
    "${",
    "//",
    "*/",
    "\u2028",
    "\\",
    "'''",
    '"',
    "f'{x}'",
    "__proto__",
    "constructor",
    "1e999",
    "user",
    "self",
  ];
  fc.assert(
    fc.property(shuffled(locustfile, [...python, ...odd]), (text) => importsOrRefuses(text, "locustfile.py")),
    { numRuns: 300 },
  );
});

test("a recording in which any value is replaced is imported or refused, and never ends in an internal error", () => {
  const odd = [
    "`",
    "${x}",
    "*/",
    "\u2028",
    "\ud800",
    "\\",
    "__proto__",
    "é",
    "GET",
    "http://[",
    "https://a.test/%zz?=&a",
    "",
  ];
  const leaf = fc.oneof(fc.constantFrom(...odd), fc.string(), fc.jsonValue({ maxDepth: 2 }));
  const paths = pathsIn(JSON.parse(recording));
  const change = fc.record({ path: fc.constantFrom(...paths), value: leaf });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const har: unknown = JSON.parse(recording);
      for (const { path, value } of changes) replace(har, path, value);
      importsOrRefuses(JSON.stringify(har), "recording.har");
    }),
    { numRuns: 300 },
  );
});

test("a value of any JSON becomes a literal that is this value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const literal = printed(jsonLiteral({ value }, () => null));
      assert.deepEqual(runInNewContext(`JSON.stringify(${literal})`), JSON.stringify({ value }));
    }),
    { numRuns: 300 },
  );
});

test("texts over several lines, and names that mean something, are written so that they stay what they are", () => {
  const value = { a: "x\n`${y}`\\n\\\n\t'\"", true: true, null: null, "1": 1, this: "this", "'\"": '"\'"' };
  const literal = printed(jsonLiteral(value, () => null));
  assert.deepEqual(runInNewContext(`JSON.stringify(${literal})`), JSON.stringify(value));
});

test("what lies too deep in itself is left as it is", () => {
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const task = `from locust import *\nclass A(HttpUser):\n    @task\n    def b(self):\n        self.client.get('/', json=`;
  importsOrRefuses(`${task}${deep})\n        self.client.get('/')\n`, "locustfile.py");
  importsOrRefuses(`${task}${"'a' + ".repeat(5_000)}'b')\n        self.client.get('/')\n`, "locustfile.py");
  const har = JSON.parse(recording);
  har.log.entries[0].request.postData = { mimeType: "application/json", text: deep };
  importsOrRefuses(JSON.stringify(har), "recording.har");
});

type Path = readonly (string | number)[];

/** Where the values of some JSON stand. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [...(path.length === 0 ? [] : [path]), ...keys.flatMap((key) => pathsIn(value[key as never], [...path, key]))];
}

function replace(value: unknown, path: Path, by: unknown): void {
  let owner = value as { [key: string | number]: unknown } | undefined;
  for (const key of path.slice(0, -1)) owner = owner?.[key] as typeof owner;
  if (typeof owner === "object" && owner !== null) owner[path.at(-1)!] = by;
}

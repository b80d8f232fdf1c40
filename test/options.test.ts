import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { test } from "node:test";
import { environmentNameOf, type Option, type OptionTable, resolveOptions } from "../src/ground/index.ts";

/** Two texts for each kind of option value, so that a value can be told from another one. */
const texts: { readonly [kind: string]: readonly [string, string] } = {
  text: ["one", "two"],
  path: ["one.json", "two.json"],
  url: ["http://127.0.0.1:1", "http://127.0.0.1:2"],
  flag: ["true", "false"],
  integer: ["7", "8"],
  positive: ["1.5", "2.5"],
  share: ["0.25", "0.75"],
  duration: ["3s", "4m"],
  list: ["one,two", "three"],
  origins: ["http://127.0.0.1:1,http://127.0.0.1:2", "https://a.test"],
  instant: ["2026-11-01T00:00:00Z", "2026-10-01T00:00:00Z"],
  rate: ["500/s", "30/m"],
  shard: ["1/4", "2/4"],
  stages: ["30s:100,5m:100", "10,1m:50"],
  "rate stages": ["30s:100/s", "10/s,1m:50/s"],
  steps: ["100,200", "100/s,200/s"],
  spike: ["500@30s+10s", "500/s@1m+5s"],
  addresses: ["127.0.0.2,127.0.0.8-127.0.0.9", "::1"],
  percentage: ["10%", "0.25"],
  thresholds: ["p99<300ms", "failures<1%"],
  "trace-url": ["https://a.test/{traceId}", "https://b.test/?id={traceId}"],
  login: ["me:secret", "you:other"],
  token: ["0123456789", "abcdefghij"],
};

function textsOf({ type }: Option<unknown>): readonly [string, string] {
  if (type.choices !== undefined) return [type.choices[0]!, type.choices[1] ?? type.choices[0]!];
  const known = texts[type.name];
  assert.ok(known, `the test knows no texts for options of kind ${type.name}`);
  return known;
}

/** The value as a test file would give it. */
function inputOf({ type }: Option<unknown>, text: string): unknown {
  if (type.repeatable) return text.split(",");
  if (["integer", "positive", "share"].includes(type.name)) return Number(text);
  return type.name === "flag" ? text === "true" : text;
}

function flagOf({ type }: Option<unknown>, text: string): string | boolean | readonly string[] {
  if (type.placeholder === null) return text === "true";
  return type.repeatable ? [text] : text;
}

function isOption(value: unknown): value is Option<unknown> {
  return typeof value === "object" && value !== null && "help" in value && "type" in value;
}

const files = globSync("src/*/options.ts");
const tables: [string, string, Option<unknown>][] = [];
for (const file of files) {
  const module = (await import(`../${file}`)) as Record<string, OptionTable>;
  for (const table of Object.values(module).filter((value) => typeof value === "object")) {
    for (const [key, option] of Object.entries(table)) if (isOption(option)) tables.push([file, key, option]);
  }
}

test("every room's options are found", () => {
  assert.ok(files.length >= 8, files.join());
  assert.ok(tables.length >= 30, String(tables.length));
});

test("every option takes its value from flag, environment, test file and default, in that order, and says from where", () => {
  for (const [file, key, option] of tables) {
    const [one, other] = textsOf(option);
    const table = { [key]: option };
    const name = environmentNameOf(key);
    const value = (text: string) => option.type.ofText(text);
    const sources = { flags: {}, environment: {}, testFile: { [key]: inputOf(option, one) } };

    const byDefault = resolveOptions(table, { flags: {}, environment: {} });
    assert.deepEqual([byDefault.values[key], byDefault.origins[key]], [option.default, "default"], `${file} ${key}`);

    const byTestFile = resolveOptions(table, sources);
    assert.deepEqual([byTestFile.values[key], byTestFile.origins[key]], [value(one), "test-file"], `${file} ${key}`);

    const byEnvironment = resolveOptions(table, { ...sources, environment: { [name]: other } });
    assert.deepEqual(
      [byEnvironment.values[key], byEnvironment.origins[key]],
      [value(other), "environment"],
      `${file} ${key}`,
    );

    const byFlag = resolveOptions(table, {
      ...sources,
      environment: { [name]: other },
      flags: { [key]: flagOf(option, one) },
    });
    assert.deepEqual([byFlag.values[key], byFlag.origins[key]], [value(one), "flag"], `${file} ${key}`);
  }
});

/** The file a command writes, and what it goes on with; no command has two of either. */
const ownToEachCommand = ["out", "resume"];

test("every option is declared in one room only", () => {
  const shared = tables.filter(([, key]) => !ownToEachCommand.includes(key));
  const homes = Map.groupBy(shared, ([, key]) => key);
  const declaredTwice = [...homes].filter(([, rows]) => new Set(rows.map(([, , option]) => option)).size > 1);
  assert.deepEqual(
    declaredTwice.map(([key, rows]) => [key, rows.map(([file]) => file)]),
    [],
  );
});

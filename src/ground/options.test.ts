import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError } from "./errors.ts";
import * as optionType from "./option-types.ts";
import { defineOptions, environmentNameOf, flagNameOf, type OptionSources, resolveOptions } from "./options.ts";

const table = defineOptions({
  runTime: { type: optionType.duration, default: 30_000, help: "how long" },
  users: { type: optionType.integer(1, 100), help: "how many" },
  headless: { type: optionType.flag, default: false, help: "no page" },
  tags: { type: optionType.list(optionType.text), default: [], help: "which tasks" },
  token: { type: optionType.text, secret: true, help: "a secret" },
});

function resolved(sources: Partial<OptionSources>) {
  return resolveOptions(table, { flags: {}, environment: {}, ...sources });
}

function messageOf(sources: Partial<OptionSources>): string {
  try {
    resolved(sources);
  } catch (error) {
    assert.ok(error instanceof KitError);
    assert.equal(error.code, "PICKUP_OPTION_INVALID");
    assert.equal(error.exitCode, 2);
    assert.match(error.hint!, /--help/);
    return error.message;
  }
  return assert.fail("nothing was thrown");
}

test("a key gives the names of its flag and its environment variable", () => {
  assert.equal(flagNameOf("runTime"), "run-time");
  assert.equal(environmentNameOf("cutOffDays"), "PICKUP_CUT_OFF_DAYS");
});

test("flag beats environment beats test file beats default, and the origin is told", () => {
  const all: OptionSources = {
    flags: { runTime: "1s" },
    environment: { PICKUP_RUN_TIME: "2s" },
    testFile: { runTime: 3 },
  };
  const { flags: _flags, ...withoutFlag } = all;
  const { environment: _environment, ...withoutEnvironment } = withoutFlag;
  const outcomes = [all, withoutFlag, withoutEnvironment, {}].map((sources) => {
    const { values, origins } = resolved(sources);
    return [values.runTime, origins.runTime];
  });
  assert.deepEqual(outcomes, [
    [1000, "flag"],
    [2000, "environment"],
    [3000, "test-file"],
    [30_000, "default"],
  ]);
});

test("an option without a default stays undefined; an empty variable counts as none", () => {
  const { values, origins } = resolved({ environment: { PICKUP_USERS: "" } });
  assert.equal(values.users, undefined);
  assert.equal(origins.users, "default");
});

test("a switch is read from a flag, its negation and the words of an environment", () => {
  assert.equal(resolved({ flags: { headless: true } }).values.headless, true);
  assert.equal(resolved({ flags: { headless: false }, environment: { PICKUP_HEADLESS: "1" } }).values.headless, false);
  for (const word of ["1", "true", "YES", "on"]) {
    assert.equal(resolved({ environment: { PICKUP_HEADLESS: word } }).values.headless, true);
  }
  for (const word of ["0", "false", "No", "off"]) {
    assert.equal(resolved({ environment: { PICKUP_HEADLESS: word } }).values.headless, false);
  }
});

test("a repeated flag and commas add up to one list", () => {
  assert.deepEqual(resolved({ flags: { tags: ["a", "b,c"] } }).values.tags, ["a", "b", "c"]);
  assert.deepEqual(resolved({ environment: { PICKUP_TAGS: "a, b" } }).values.tags, ["a", "b"]);
});

test("all bad values are told at once, each with its source and what it must be", () => {
  const message = messageOf({
    flags: { users: "0", tags: ["a,"] },
    environment: { PICKUP_RUN_TIME: "soon" },
    testFile: { headless: "yes", user: 5 },
  });
  assert.deepEqual(message.split("\n"), [
    "options.user of the test file is not an option",
    'PICKUP_RUN_TIME is "soon": must be a time such as 500ms, 30s or 1h20m',
    '--users is "0": must be a whole number from 1 to 100',
    'options.headless of the test file is "yes": must be true or false',
    '--tags is "a,": must not be empty',
  ]);
});

test("a secret's value is not repeated in an error", () => {
  assert.equal(messageOf({ flags: { token: "" } }), "--token must not be empty");
});

const bad: readonly [optionType.OptionType<unknown, never>, readonly string[]][] = [
  [optionType.matching(/^[a-z]+$/, "must be a word"), ["", "two words"]],
  [optionType.durationFrom(1000), ["0", "999ms", "soon"]],
  [optionType.integer(0), ["-1", "1.5", "1e400", "0x10", "", "ten"]],
  [optionType.positive, ["0", "-1", "Infinity", "x"]],
  [optionType.share, ["-0.1", "1.1", "50%"]],
  [optionType.url, ["localhost:80", "ftp://x", "", "//x"]],
  [optionType.choice(["a", "b"]), ["c", "A", ""]],
  [optionType.text, [""]],
];

for (const [type, texts] of bad) {
  test(`the type ${type.name} refuses what it is not`, () => {
    for (const text of texts) assert.ok(optionType.isProblem(type.ofText(text)), text);
  });
}

test("good texts become values of their types", () => {
  assert.equal(optionType.integer(0).ofText("1e3"), 1000);
  assert.equal(optionType.positive.ofText(".5"), 0.5);
  assert.equal(optionType.url.ofText("http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
  assert.equal(optionType.choice(["a", "b"]).ofText("b"), "b");
  assert.equal(optionType.duration.ofInput(1.5), 1500);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { defineOptions, givenOptions, optionType, resolveOptions } from "../ground/index.ts";
import { formFieldsOf } from "./form-fields.ts";

const table = defineOptions({
  users: { type: optionType.integer(1), default: 1, help: "virtual users" },
  runTime: { type: optionType.duration, help: "how long" },
  stopTimeout: { type: optionType.duration, default: 5000, help: "how long after" },
  tags: { type: optionType.list(optionType.text), help: "which tasks" },
  findMax: { type: optionType.flag, default: false, help: "searches" },
  secret: { type: optionType.text, secret: true, help: "not to be seen" },
});
const groups = {
  users: "load",
  runTime: "load",
  stopTimeout: "advanced",
  tags: "tasks",
  findMax: "load",
  secret: "advanced",
} as const;

function fieldsFor(flags: { readonly [key: string]: string }, wished: { readonly [key: string]: string } = {}) {
  const sources = { flags, environment: { PICKUP_TAGS: "a,b" }, testFile: { runTime: 90 } };
  const { values, origins } = resolveOptions(table, sources);
  const typed = givenOptions(table, sources);
  return new Map(
    formFieldsOf({ table, groups, values, origins, typed, wished, datasetUsers: 20 }).map((field) => [
      field.key,
      field,
    ]),
  );
}

test("a field shows what would have to be typed for its value, and where that came from", () => {
  const fields = fieldsFor({ users: "7", secret: "s3cret" });
  const shown = [...fields.values()].map(({ key, value, origin }) => [key, value, origin]);
  assert.deepEqual(shown, [
    ["users", "7", "flag"],
    ["runTime", "90", "test-file"],
    ["stopTimeout", "5s", "default"],
    ["tags", ["a", "b"], "environment"],
    ["findMax", false, "default"],
    ["secret", "", "flag"],
  ]);
  assert.deepEqual([fields.get("secret")!.isSecret, fields.get("users")!.flag], [true, "--users"]);
});

test("the users end at those of the dataset, and what was wished for the last start is shown again", () => {
  const users = fieldsFor({}, { users: "9" }).get("users")!;
  assert.deepEqual([users.kind, users.least, users.most, users.value, users.origin], ["integer", 1, 20, "9", "page"]);
});

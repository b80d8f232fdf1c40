import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveOptions } from "../ground/index.ts";
import { formOptions, wishedOptions } from "./form-options.ts";
import { loadRunOptions } from "./options.ts";

const base = resolveOptions(loadRunOptions, {
  flags: { users: "5", stages: "30s:100", host: "http://127.0.0.1:1" },
  environment: {},
});

test("what is wished counts as a flag does, an empty text takes a value away, and all else stays", () => {
  const { values, origins } = wishedOptions(base, {
    users: "12",
    stages: "",
    threshold: ["p99<300ms", "failures<1%"],
    tags: "read,write",
    findMax: true,
  });
  assert.deepEqual([values.users, values.stages, values.findMax], [12, undefined, true]);
  assert.deepEqual(values.threshold, ["p99<300ms", "failures<1%"]);
  assert.deepEqual(values.tags, ["read", "write"]);
  assert.deepEqual([origins.users, origins.stages, origins.host], ["flag", "default", "flag"]);
  assert.equal(values.host, base.values.host);
});

test("everything that is wrong is said at once, by field; what the form does not have is refused", () => {
  assert.throws(
    () => wishedOptions(base, { users: "none", runTime: "soon", jsonFile: "/etc/passwd", host: ["a", "b"] }),
    {
      code: "PICKUP_OPTION_INVALID",
      problems: [
        { option: "users", message: "users must be a whole number of at least 1" },
        { option: "runTime", message: "runTime must be a time such as 500ms, 30s or 1h20m" },
        { option: null, message: "jsonFile cannot be chosen in the form" },
        { option: "host", message: "host must be an address such as http://127.0.0.1:8080" },
      ],
    },
  );
});

test("no option of the form names a file or is secret", () => {
  for (const key of Object.keys(formOptions) as (keyof typeof formOptions)[]) {
    const option = loadRunOptions[key];
    assert.notEqual(option.type.name, "path", key);
    assert.ok(!("secret" in option), key);
  }
});

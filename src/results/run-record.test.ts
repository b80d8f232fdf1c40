import assert from "node:assert/strict";
import { test } from "node:test";
import { defineOptions, optionType, resolveOptions } from "../ground/index.ts";
import { optionsRecordOf } from "./run-record.ts";

test("the record names each option's value and origin, and no secret", () => {
  const table = defineOptions({
    users: { type: optionType.integer(1), default: 1, help: "" },
    csv: { type: optionType.text, help: "" },
    tokenUrl: { type: optionType.url, help: "" },
    webLogin: { type: optionType.text, secret: true, help: "" },
    otherLogin: { type: optionType.text, secret: true, help: "" },
  });
  const flags = { users: "20", tokenUrl: "https://t.test/token?key=hunter2" };
  const resolved = resolveOptions(table, { flags, environment: { PICKUP_WEB_LOGIN: "me:hunter2" } });
  assert.deepEqual(optionsRecordOf(table, resolved), {
    users: { value: 20, origin: "flag" },
    csv: { value: null, origin: "default" },
    tokenUrl: { value: "https://t.test/token?***", origin: "flag" },
    webLogin: { value: "(secret)", origin: "environment" },
    otherLogin: { value: null, origin: "default" },
  });
});

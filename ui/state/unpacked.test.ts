import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { unpacked } from "./unpacked.ts";

test("the data of a report come out as they went in", async () => {
  const data = { version: 1, kind: "run", view: { name: "</script>–" } };
  const text = gzipSync(JSON.stringify(data)).toString("base64");
  assert.deepEqual(await unpacked(`\n${text}\n`), data);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { safeLink } from "./safe-link.ts";

test("only web addresses become links", () => {
  assert.equal(safeLink("https://traces.example.com/4bf9"), "https://traces.example.com/4bf9");
  for (const address of ["javascript:alert(1)", "data:text/html,x", "4bf9", ""]) assert.equal(safeLink(address), null);
});

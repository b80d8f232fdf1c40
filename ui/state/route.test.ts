import assert from "node:assert/strict";
import { test } from "node:test";
import { hashOf, home, parseRoute, type Route } from "./route.ts";

test("every place has an address that leads back to it", () => {
  const places: Route[] = [
    home,
    { ...home, tab: "statistics" },
    { ...home, run: "2026-11-23T22-15-03-ab12", tab: "failures" },
    { ...home, tab: "runs", compare: ["a/b", "c#d"] },
  ];
  for (const place of places) assert.deepEqual(parseRoute(hashOf(place)), place);
});

test("an address that says nothing leads to the overview", () => {
  for (const hash of ["", "#", "#nowhere", "#run", "#compare/a", "#%E0%A4%A"]) assert.deepEqual(parseRoute(hash), home);
});

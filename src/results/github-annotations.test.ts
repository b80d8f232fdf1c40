import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationLines } from "./github-annotations.ts";
import type { Summary } from "./summary.ts";

const quiet = { thresholds: [], errors: [], generator: { reasons: [] } } as unknown as Summary;

function annotated(parts: { readonly [Key in keyof Summary]?: unknown }): string[] {
  return annotationLines({ ...quiet, ...parts } as Summary);
}

test("a run in which nothing was wrong is not annotated", () => {
  assert.deepEqual(annotated({ thresholds: [{ expression: "p99<300ms", observed: 12, passed: true }] }), []);
});

test("crossed thresholds, wrong content and leaks are errors, a busy generator is a warning", () => {
  const lines = annotated({
    leaks: [{ id: "urn:1", shownTo: "anna", owners: ["bert"] }],
    thresholds: [{ expression: "p99<300ms", observed: 412.34, passed: false }],
    errors: [
      { code: "wrong-content", message: "missing", endpoint: "GET /x", count: 1200 },
      { code: "http-error", message: "503", endpoint: "GET /x", count: 1 },
    ],
    generator: { reasons: ["Worker 0 was busy."] },
  });
  assert.deepEqual(lines, [
    "::error title=Leak between users::urn:1 was shown to anna",
    "::error title=Threshold crossed::p99<300ms: measured 412.3ms",
    "::error title=Wrong content::GET /x: missing (1,200 times)",
    "::warning title=The load generator was the bottleneck::Worker 0 was busy.",
  ]);
});

test("no more than five of a kind are shown, and no text begins a command of its own", () => {
  const error = { code: "wrong-content", message: "100 %\r\n::stop-commands::x", endpoint: "GET /x", count: 1 };
  const lines = annotated({ errors: Array.from({ length: 9 }, () => error) });
  assert.equal(lines.length, 5);
  assert.equal(lines[0], "::error title=Wrong content::GET /x: 100 %25%0D%0A::stop-commands::x (1 times)");
});

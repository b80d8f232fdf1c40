import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunStatistics, Tick } from "../../stats/index.ts";
import type { Screen } from "./paint.ts";
import { VerifyObserver } from "./verify-observer.ts";

test("a pass that goes on counts from where it was stopped", () => {
  let shown = "";
  const screen: Screen = { isTTY: true, write: (text) => ((shown = text), true) };
  const observer = new VerifyObserver(screen, 2000, { asked: 500, wrong: 3 });
  const statistics = { second: 0, total: { requests: 40, failures: 1 } } as RunStatistics;
  observer.tick({} as Tick, statistics);
  assert.ok(shown.endsWith("540 of 2,000 answers, 4 not right"), shown);
});

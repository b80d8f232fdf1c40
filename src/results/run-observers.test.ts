import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, VirtualClock } from "../ground/index.ts";
import { RunStatistics, type Tick, mergeTicks } from "../stats/index.ts";
import type { RunEnd, RunObserver, RunStanding, RunStart } from "./run-observer.ts";
import { RunObservers } from "./run-observers.ts";

const tick: Tick = mergeTicks([]);
const statistics = new RunStatistics();
const standing: RunStanding = { thresholds: [], target: null };
const end = {} as RunEnd;
const start = {} as RunStart;

/** An observer that writes down what it hears, and throws where it is told to. */
function listener(name: string, heard: string[], failsAt?: "start" | "tick" | "end", error?: Error): RunObserver {
  const hear = (hook: "start" | "tick" | "end") => {
    heard.push(`${name} ${hook}`);
    if (hook === failsAt) throw error ?? new Error("broken pipe");
  };
  return {
    name,
    start: () => hear("start"),
    abandon: () => void heard.push(`${name} abandon`),
    tick: () => hear("tick"),
    end: async () => {
      await Promise.resolve();
      hear("end");
    },
  };
}

test("an observer that fails at a tick is left out of further ticks, ends like the others, and its error comes out", async () => {
  const heard: string[] = [];
  const observers = new RunObservers([listener("a", heard, "tick"), listener("b", heard)], new VirtualClock());
  await observers.start(start);
  observers.tick(tick, statistics, standing);
  observers.tick(tick, statistics, standing);
  await assert.rejects(observers.end(end), { code: "PICKUP_OBSERVER_FAILED", message: /the a failed: .*broken pipe/ });
  assert.deepEqual(heard, ["a start", "b start", "a tick", "b tick", "b tick", "a end", "b end"]);
});

test("observers hear of a second one after the other with rests between, and all before what follows", async () => {
  const clock = new VirtualClock();
  const heard: string[] = [];
  const observers = new RunObservers(
    ["a", "b", "c"].map((name) => listener(name, heard)),
    clock,
  );
  observers.tick(tick, statistics, standing);
  assert.deepEqual(heard.splice(0), ["a tick"]);
  await clock.advance(1);
  assert.deepEqual(heard.splice(0), ["b tick"]);
  observers.tick(tick, statistics, standing);
  assert.deepEqual(heard.splice(0), ["c tick", "a tick"]);
  await observers.end(end);
  assert.deepEqual(heard.splice(0), ["b tick", "c tick", "a end", "b end", "c end"]);
  await clock.advance(10);
  assert.deepEqual(heard, []);
});

test("a failing end keeps no other observer from its own, and a KitError keeps its code and exit code", async () => {
  const heard: string[] = [];
  const full = new KitError("PICKUP_RESULTS_UNWRITABLE", "cannot write a", { hint: "Free some space." });
  const other = new KitError("PICKUP_RESULTS_UNWRITABLE", "cannot write c");
  const observers = new RunObservers(
    [listener("a", heard, "end", full), listener("b", heard), listener("c", heard, "end", other)],
    new VirtualClock(),
  );
  await assert.rejects(observers.end(end), {
    code: "PICKUP_RESULTS_UNWRITABLE",
    message: "cannot write a\ncannot write c",
    hint: "Free some space.",
    exitCode: 2,
  });
  assert.deepEqual(heard, ["a end", "b end", "c end"]);
});

test("an error at the start keeps the run from starting, and what was opened is let go", async () => {
  const heard: string[] = [];
  const observers = new RunObservers(
    [listener("a", heard), listener("b", heard, "start"), listener("c", heard)],
    new VirtualClock(),
  );
  await assert.rejects(observers.start(start), /broken pipe/);
  assert.deepEqual(heard, ["a start", "b start", "a abandon", "b abandon"]);
});

import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { failureSample } from "../../test/support/failure-sample.ts";
import { simulateRun, type Simulation } from "../../test/support/simulated-run.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { TickRecorder } from "../stats/index.ts";
import { resultObserversOf } from "./result-observers.ts";
import { folderOfRun, listRuns } from "./run-folders.ts";
import { viewOfFolder } from "./view-of-folder.ts";

const id = "2026-11-23T22-15-03-ab12";

function record(recorder: TickRecorder, second: number): void {
  const answered = { method: "GET", dueMs: 0, sentMs: 0, bytesReceived: 10, outcome: "ok", reason: "" } as const;
  for (let i = 0; i < 20; i++) recorder.record({ ...answered, name: "/a", endMs: 5 + i + second });
  if (second % 3 > 0) return;
  recorder.record({ ...answered, name: "/b", outcome: "timeout", reason: "no answer", endMs: 5000 });
  recorder.keepSample(failureSample({ endpoint: "GET /b", outcome: "timeout", reason: "no answer" }));
}

function placesIn(runs: string, id: string) {
  const options = { runs, jsonFile: undefined, csv: undefined, html: undefined };
  return resultObserversOf({ options, folder: runs, id, environment: {} });
}

/** A run stored in a folder of its own, and the view as it was live. */
async function stored(context: TestContext, own: Partial<Simulation> = {}) {
  const runs = temporaryFolder(context);
  const places = placesIn(runs, id);
  const say = (text: string) => places.view.log({ atMs: 1, level: "info", text });
  say("before");
  const after = (second: number) => say(`second ${second}`);
  await simulateRun({ observers: places.observers, seconds: 12, record, thresholds: ["p99<1s"], after, ...own });
  return { runs, folder: places.runFolder, live: places.view.view()! };
}

test("a run opened from its folder is shown exactly as it was at its end", async (context) => {
  const marks = [{ second: 4, kind: "edit", text: "7 users" } as const];
  const { folder, live } = await stored(context, { marks });
  assert.deepEqual(await viewOfFolder(folder), live);
});

test("a reset is played again", async (context) => {
  const { folder, live } = await stored(context, { resetBefore: 5 });
  const view = await viewOfFolder(folder);
  assert.deepEqual(view.total, live.total);
  assert.deepEqual(view.history, live.history);
});

test("a run whose process was killed is shown as far as it was stored, with its thresholds as they stood", async (context) => {
  const { folder, runs } = await stored(context);
  rmSync(join(folder, "summary.json"));
  truncateSync(join(folder, "ticks.jsonl"), readFileSync(join(folder, "ticks.jsonl")).length - 30);
  const view = await viewOfFolder(folder);
  assert.deepEqual([view.state, view.seconds, view.failure?.code], ["failed", 11, "PICKUP_RUN_UNFINISHED"]);
  assert.deepEqual(
    view.thresholds.map(({ state, observed }) => [state, observed !== null]),
    [["crossed", true]],
  );
  const [entry] = await listRuns(runs);
  assert.deepEqual([entry!.id, entry!.verdict, entry!.requests], [id, "unfinished", null]);
});

test("a tick that is no tick is told with the name of the run, as an old run.json is", async (context) => {
  const { folder } = await stored(context);
  appendFileSync(join(folder, "ticks.jsonl"), "oops\noops\n");
  await assert.rejects(viewOfFolder(folder), { code: "PICKUP_RUN_UNREADABLE", exitCode: 2, message: new RegExp(id) });
  writeFileSync(join(folder, "run.json"), '{"schema":1}');
  await assert.rejects(viewOfFolder(folder), { code: "PICKUP_RUN_UNREADABLE" });
});

test("the list has the latest run first, with its figures and files, and heeds nothing that is no run", async (context) => {
  const { runs } = await stored(context);
  const later = { id: "2026-11-24T01-00-00-0001", startedAtMs: Date.UTC(2026, 10, 24, 1) };
  const { observers } = placesIn(runs, later.id);
  await simulateRun({ observers, seconds: 2, record, head: later });
  mkdirSync(join(runs, "notes"));
  mkdirSync(join(runs, "2026-11-25T01-00-00-0001"));
  const entries = await listRuns(runs, later.id);
  assert.deepEqual(
    entries.map((entry) => [entry.id, entry.verdict]),
    [
      [later.id, "running"],
      [id, "failed"],
    ],
  );
  assert.deepEqual([entries[1]!.requests, entries[1]!.failures, entries[1]!.durationSeconds], [244, 4, 12]);
  assert.ok(entries[1]!.files.includes("stats_history.csv"));
});

test("no name of a run leads out of the folder of all runs", async (context) => {
  const { runs, folder } = await stored(context);
  assert.equal(await folderOfRun(runs, id), folder);
  assert.equal(await folderOfRun(runs, "latest"), folder);
  const outside = join(runs, "..", "x");
  symlinkSync("/etc", join(runs, "2026-11-23T22-15-03-0000"));
  const names = [
    "..",
    ".",
    "",
    "/etc",
    `../${id}`,
    `${id}/..`,
    `${id}\0`,
    "%2e%2e",
    outside,
    "2026-11-23T22-15-03-0000",
  ];
  for (const name of names) {
    await assert.rejects(folderOfRun(runs, name), { code: "PICKUP_RUN_UNKNOWN", exitCode: 2 }, name);
  }
});

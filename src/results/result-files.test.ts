import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { RunStatistics, tickFromRecord, TickRecorder } from "../stats/index.ts";
import { generatorHealthOf, verdictOf } from "../verdict/index.ts";
import { resultObserversOf } from "./result-observers.ts";
import { RunObservers } from "./run-observers.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunStart } from "./run-observer.ts";
import type { RunHead } from "./run-view.ts";
import { summaryOf } from "./summary-of.ts";

const startedAtMs = Date.UTC(2026, 10, 23, 22, 15, 3);
const id = "2026-11-23T22-15-03-ab12";
const run: RunHead = {
  id,
  startedAtMs,
  users: 2,
  workers: 1,
  host: "http://127.0.0.1:8080",
  testName: "built-in",
  editable: "users",
  plannedSeconds: 3,
  traceUrl: null,
  version: "0.1.0",
  isInsecure: false,
};
const record: RunRecord = {
  schema: 1,
  id,
  startedAt: "2026-11-23T22:15:03.000Z",
  version: "0.1.0",
  seed: "x",
  config: { seed: "x" },
  options: { users: { value: 2, origin: "flag" } },
  machine: { node: "v24.21.0", platform: "linux x64", cpu: "some", cores: 2, memoryBytes: 1 },
};
const start: RunStart = { run, record, thresholds: [], taskRatio: { perUserType: [], total: [] }, warmUpMs: 0 };

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "pickup-results-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A run of three seconds with two requests in each; the last one failed. `during` is called after each second. */
async function runInto(
  folder: string,
  options: { runs?: string; jsonFile?: string; csv?: string; html?: string },
  during: (second: number) => void | Promise<void> = () => undefined,
): Promise<RunStatistics> {
  const values = { runs: "runs", jsonFile: undefined, csv: undefined, html: undefined, ...options };
  const observers = new RunObservers(
    resultObserversOf({ options: values, folder, id, environment: {} }).observers,
    new VirtualClock(),
  );
  await observers.start(start);
  const recorder = new TickRecorder("0", new VirtualClock(startedAtMs));
  const statistics = new RunStatistics();
  const usual = { method: "GET", name: "/x", bytesReceived: 10, dueMs: 0, sentMs: 0 } as const;
  for (let second = 0; second < 3; second++) {
    recorder.record({ ...usual, outcome: "ok", reason: "", endMs: 1 + second });
    const last =
      second === 2 ? ({ outcome: "timeout", reason: "no answer" } as const) : ({ outcome: "ok", reason: "" } as const);
    recorder.record({ ...usual, ...last, endMs: 5 });
    const tick = recorder.take(second);
    statistics.add(tick);
    observers.tick(tick, statistics, { thresholds: [], target: 2 });
    observers.catchUp();
    await during(second);
  }
  const generator = generatorHealthOf(statistics);
  const verdict = verdictOf({ statistics, durationSeconds: 3, thresholds: [], generator, interruptedBy: "SIGINT" });
  const summary = summaryOf({ run, statistics, durationSeconds: 3, verdict, generator });
  await observers.end({ summary, verdict, statistics });
  return statistics;
}

test("the run folder holds the record, the summary, the ticks, the report and the files for others, and nothing else", async (context) => {
  const folder = emptyFolder(context);
  await runInto(folder, {});
  const path = join(folder, "runs", id);
  const names = [
    "events.jsonl",
    "exceptions.csv",
    "failures.csv",
    "junit.xml",
    "latency.hlog",
    "report.html",
    "run.json",
    "stats.csv",
    "stats_history.csv",
    "summary.json",
    "summary.md",
    "ticks.jsonl",
  ];
  assert.deepEqual(readdirSync(path).toSorted(), names);
  const {
    run: head,
    thresholds,
    taskRatio,
    warmUpMs,
    ...stored
  } = JSON.parse(readFileSync(join(path, "run.json"), "utf8"));
  assert.deepEqual(stored, record);
  assert.deepEqual([head, thresholds, taskRatio, warmUpMs], [start.run, [], start.taskRatio, 0]);
  const summary = JSON.parse(readFileSync(join(path, "summary.json"), "utf8"));
  assert.deepEqual([summary.verdict, summary.total.requests, summary.total.failures], ["failed", 6, 1]);
  assert.equal(readFileSync(join(path, "stats_history.csv"), "utf8").trimEnd().split("\r\n").length, 4);
  assert.match(readFileSync(join(path, "failures.csv"), "utf8"), /GET,\/x,timeout: no answer,1,/);
});

test("the lines of ticks.jsonl add up to the summary", async (context) => {
  const folder = emptyFolder(context);
  const statistics = await runInto(folder, {});
  const lines = readFileSync(join(folder, "runs", id, "ticks.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  const again = new RunStatistics();
  for (const line of lines) again.add(tickFromRecord(JSON.parse(line)));
  assert.equal(lines.length, 3);
  assert.deepEqual(again.total.intended.toSparse(), statistics.total.intended.toSparse());
  assert.deepEqual(again.errors, statistics.errors);
});

test(
  "--json-file gets the same summary, --csv four files that are renewed while the run goes on",
  { timeout: 10_000 },
  async (context) => {
    const folder = emptyFolder(context);
    const counts: string[] = [];
    await runInto(folder, { jsonFile: "out/summary.json", csv: "out/locust" }, async () => {
      const path = join(folder, "out/locust_stats.csv");
      while (!existsSync(path) || counts.at(-1) === aggregatedOf(path)) await new Promise(setImmediate);
      counts.push(aggregatedOf(path));
    });
    assert.deepEqual(counts, ["2", "4", "6"]);
    const own = join(folder, "runs", id);
    const same = (theirs: string, ours: string) =>
      assert.equal(readFileSync(join(folder, theirs), "utf8"), readFileSync(join(own, ours), "utf8"));
    same("out/summary.json", "summary.json");
    for (const name of ["stats", "stats_history", "failures", "exceptions"])
      same(`out/locust_${name}.csv`, `${name}.csv`);
    assert.equal(readdirSync(join(folder, "out")).length, 5);
  },
);

function aggregatedOf(path: string): string {
  return /Aggregated,(\d+)/.exec(readFileSync(path, "utf8"))![1]!;
}

test("a place that cannot be written keeps the run from starting, with the way out in the hint", async (context) => {
  const folder = emptyFolder(context);
  writeFileSync(join(folder, "file"), "");
  for (const [options, message, hint] of [
    [{ runs: "file" }, /cannot write .*run\.json: a file or folder of that name is in the way/, /--runs FOLDER/],
    [{ runs: "/dev/full" }, /cannot write \/dev\/full\/.*run\.json/, /--runs FOLDER/],
    [{ jsonFile: "file/summary.json" }, /cannot write .*summary\.json/, /--json-file FILE/],
    [{ jsonFile: "." }, /it is a folder/, /--json-file FILE/],
    [{ csv: "file/locust" }, /cannot write .*locust_stats_history\.csv/, /--csv PREFIX/],
  ] as const) {
    const values = { runs: "runs", jsonFile: undefined, csv: undefined, html: undefined, ...options };
    const { observers } = resultObserversOf({ options: values, folder, id, environment: {} });
    await assert.rejects(
      new RunObservers(observers, new VirtualClock()).start(start),
      (error: Error & { hint?: string }) => {
        assert.match(error.message, message);
        assert.match(error.hint ?? "", hint);
        return "exitCode" in error && error.exitCode === 2;
      },
    );
    assert.deepEqual(readdirSync(folder), ["file"]);
  }
});

test("a run that does not start after all leaves nothing behind, but what others have put there", async (context) => {
  const folder = emptyFolder(context);
  const values = { runs: "all/runs", jsonFile: "summary.json", csv: undefined, html: undefined };
  const started = async () => {
    const observers = new RunObservers(
      resultObserversOf({ options: values, folder, id, environment: {} }).observers,
      new VirtualClock(),
    );
    await observers.start(start);
    return observers;
  };
  await (await started()).abandon();
  assert.deepEqual(readdirSync(folder), []);
  writeFileSync(join(folder, "summary.json"), "an earlier one");
  const observers = await started();
  mkdirSync(join(folder, "all/runs/another"));
  await observers.abandon();
  assert.equal(readFileSync(join(folder, "summary.json"), "utf8"), "an earlier one");
  assert.deepEqual(readdirSync(join(folder, "all/runs")), ["another"]);
});

test("a disk that fills up during the run is reported at its end, and the other results are complete", async (context) => {
  const folder = emptyFolder(context);
  await assert.rejects(runInto(folder, { jsonFile: "/dev/full" }), {
    code: "PICKUP_RESULTS_UNWRITABLE",
    message: "cannot write /dev/full: no space left on the device",
    hint: "Free some space, or name another file with --json-file FILE.",
    exitCode: 2,
  });
  assert.ok(readdirSync(join(folder, "runs", id)).includes("summary.json"));
});

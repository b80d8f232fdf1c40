import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HistogramLogReader } from "hdr-histogram-js";
import { simulatedStartMs, simulateRun } from "../../test/support/simulated-run.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { TickRecorder } from "../stats/index.ts";
import { LatencyLog } from "./latency-log.ts";

function record(recorder: TickRecorder, second: number): void {
  if (second === 2) return;
  const answered = { method: "GET", outcome: "ok", reason: "", dueMs: 0, sentMs: 0, bytesReceived: 10 } as const;
  for (let i = 1; i <= 500; i++) recorder.record({ ...answered, name: `/${i % 3}`, endMs: (i * (second + 1)) / 10 });
}

test("HdrHistogram's own reader finds the latencies of all endpoints in the log, second by second", async (context) => {
  const path = join(temporaryFolder(context), "latency.hlog");
  const { statistics } = await simulateRun({ observers: [new LatencyLog(path, "")], seconds: 5, record });
  const text = readFileSync(path, "utf8");
  assert.match(text, /^#\[Latencies of run 2026-11-23T22-15-03-ab12 in microseconds/);
  const reader = new HistogramLogReader(text);
  const counts: number[] = [];
  const medians: number[] = [];
  const whole = reader.nextIntervalHistogram()!;
  assert.equal(reader.startTimeSec, simulatedStartMs / 1000);
  for (let next: typeof whole | null = whole; next !== null; next = reader.nextIntervalHistogram()) {
    counts.push(next.totalCount);
    medians.push(next.getValueAtPercentile(50));
    if (next !== whole) whole.add(next);
  }
  assert.deepEqual(counts, [500, 500, 0, 500, 500]);
  assert.ok(medians.every((us, second) => second === 2 || Math.abs(us - 25_000 * (second + 1)) <= 25 * (second + 1)));
  const { intended } = statistics.total;
  assert.equal(whole.totalCount, intended.count);
  for (const percent of [50, 90, 99, 99.9]) {
    assert.equal(whole.getValueAtPercentile(percent), intended.percentile(percent), `p${percent}`);
  }
});

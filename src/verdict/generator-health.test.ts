import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { RunStatistics, TickRecorder } from "../stats/index.ts";
import { generatorHealthOf } from "./generator-health.ts";

interface Run {
  readonly latenessMs?: number;
  readonly latencyMs?: number;
  readonly missedStarts?: number;
  /** Share of a core, second by second; late starts are in the first ones. */
  readonly cpu?: readonly number[];
  readonly lateSeconds?: number;
  readonly lateStartsEach?: number;
  /** How long workers waited for a core, in the time that they ran. */
  readonly coreWaitShare?: number;
  /** Of connections that could not be made, in the last second. */
  readonly refusal?: string;
}

const startsEach = 100;

function reasonsOf(run: Run): readonly string[] {
  const { latenessMs = 0.2, latencyMs = 20, cpu = quiet(10), lateSeconds = cpu.length } = run;
  const { lateStartsEach = startsEach } = run;
  const recorder = new TickRecorder("0", new VirtualClock());
  const statistics = new RunStatistics();
  const usual = { method: "GET", name: "/x", outcome: "ok", reason: "", bytesReceived: 1 } as const;
  recorder.missed(run.missedStarts ?? 0);
  for (const [second, share] of cpu.entries()) {
    for (let i = 0; i < startsEach; i++) {
      recorder.started(0, second < lateSeconds && i < lateStartsEach ? latenessMs : 0.2);
      recorder.record({ ...usual, dueMs: 0, sentMs: 0, endMs: latencyMs });
    }
    if (run.refusal !== undefined && second === cpu.length - 1) {
      const refused = { ...usual, outcome: "connection-error", reason: run.refusal } as const;
      recorder.record({ ...refused, dueMs: 0, sentMs: 0, endMs: 1 });
    }
    const ports = { sockets: 28_000, closingSockets: 232, localPortsLimit: 28_232 };
    const used = { cpuMs: share * 1000, coreWaitMs: share * 1000 * (run.coreWaitShare ?? 0) };
    recorder.setFacts({ users: 1, ...used, elapsedMs: 1000, rssBytes: 1, ...ports });
    statistics.add(recorder.take(second));
  }
  const { saturated, reasons } = generatorHealthOf(statistics);
  assert.equal(saturated, reasons.length > 0);
  return reasons;
}

const quiet = (seconds: number) => Array.from({ length: seconds }, () => 0.2);
const busy = (seconds: number, share: number) => Array.from({ length: seconds }, () => share);

const cases: readonly (readonly [title: string, run: Run, reason: RegExp | null])[] = [
  ["a quiet run", {}, null],
  ["late, but not beside what the API took", { latenessMs: 8, latencyMs: 200 }, null],
  ["late by more than a tenth of what the API took, but only by 4 ms", { latenessMs: 4, latencyMs: 5 }, null],
  [
    "late by more than 5 ms and by more than a tenth",
    { latenessMs: 8, latencyMs: 50 },
    /8\.0 ms late.*50\.0 ms.*--workers/,
  ],
  ["late in two seconds only, as when a run starts", { latenessMs: 8, latencyMs: 50, lateSeconds: 2 }, null],
  ["late in three seconds", { latenessMs: 8, latencyMs: 50, lateSeconds: 3 }, /8\.0 ms late/],
  [
    "nine late starts in a short run",
    { latenessMs: 8, latencyMs: 50, lateSeconds: 3, lateStartsEach: 3, cpu: quiet(3) },
    null,
  ],
  ["missed starts with quiet workers: the API was slow", { missedStarts: 100 }, null],
  ["missed starts with busy workers", { missedStarts: 100, cpu: busy(10, 0.9) }, /100 starts of 1,100/],
  ["one missed start in a thousand with busy workers", { missedStarts: 1, cpu: busy(10, 0.9) }, null],
  ["full speed in each second", { cpu: busy(10, 0.99) }, /Worker 0 used more than 95 % .* 10 of 10 seconds/],
  ["full speed for a start of two seconds", { cpu: [...busy(2, 1), ...quiet(8)] }, null],
  ["full speed in 3 of 60 seconds", { cpu: [...busy(3, 1), ...quiet(57)] }, null],
  [
    "late by 3 ms and more than a tenth while other work had the cores",
    { latenessMs: 3, latencyMs: 20, coreWaitShare: 0.9 },
    /3\.0 ms late .* 20\.0 ms, because other work had its cores: use more --workers/,
  ],
  ["late by 3 ms with short waits for the cores", { latenessMs: 3, latencyMs: 20, coreWaitShare: 0.5 }, null],
  [
    "late by 3 ms beside a slow API while other work had the cores",
    { latenessMs: 3, coreWaitShare: 0.9, latencyMs: 40 },
    null,
  ],
  ["late by 1 ms while other work had the cores", { latenessMs: 1, latencyMs: 5, coreWaitShare: 0.9 }, null],
  ["nine hundred starts beside other work", { latenessMs: 3, latencyMs: 20, coreWaitShare: 0.9, cpu: quiet(9) }, null],
  ["two seconds beside other work", { latenessMs: 3, latencyMs: 20, coreWaitShare: 0.9, cpu: quiet(2) }, null],
  ["a server that refuses connections", { refusal: "ECONNREFUSED" }, null],
  [
    "no local port left",
    { refusal: "EADDRNOTAVAIL" },
    /^1 connection found no free local port .*28,232 of 28,232 were taken.*--local-address A-B/,
  ],
  ["no file descriptor left", { refusal: "EMFILE" }, /no free file descriptor on this machine: .*ulimit -n/],
  ["full speed in 4 of 60 seconds", { cpu: [...busy(4, 1), ...quiet(56)] }, /4 of 60 seconds/],
];

for (const [title, run, reason] of cases) {
  test(`${title}: ${reason === null ? "healthy" : "saturated"}`, () => {
    const reasons = reasonsOf(run);
    if (reason === null) assert.deepEqual(reasons, []);
    else assert.match(reasons.join("\n"), reason);
  });
}

import { type Summary, summaryOf } from "../results/index.ts";
import { type Verdict, verdictOf } from "../verdict/index.ts";
import type { LiveRun } from "./live-run.ts";

/** What a run comes to when its load ends at `endMs` of the shared clock, or has come to until then. */
export function conclusionOf(run: LiveRun, startMs: number, endMs: number): { summary: Summary; verdict: Verdict } {
  const { order, conditions, statistics, watch, finder, evidence } = run;
  const firstSecond = Math.max(statistics.firstSecond, Math.ceil(order.warmUpMs / 1000));
  const durationSeconds = Math.max(0, endMs - startMs - firstSecond * 1000) / 1000;
  // A search is judged by the load it found: the others were meant to be too much.
  const found = finder === null ? null : (finder.best ?? finder.measured.at(-1) ?? null);
  const judged = found?.statistics ?? statistics;
  const generator = order.healthOf(judged);
  const { aborted, reason } = conditions.interrupted;
  const verdict = verdictOf({
    statistics: judged,
    durationSeconds: found?.seconds ?? durationSeconds,
    thresholds: order.thresholds,
    ...(finder === null ? { watch } : {}),
    generator,
    foreignAnswers: evidence.total.reasons["other-user"] + run.earlierLeaks,
    leakedProbes: run.leakedProbes,
    interruptedBy: aborted ? (reason as "SIGINT" | "SIGTERM") : null,
  });
  const steps = finder?.steps ?? run.steps.results;
  const facts = { run: { ...run.head, users: run.peakUsers }, statistics, durationSeconds, verdict, generator, steps };
  return { summary: summaryOf({ ...facts, losses: run.losses }), verdict };
}

import { type ExitCode, exitCodes, formatCount, type Outcome, outcomes, plural } from "../ground/index.ts";
import { endpointLabel, type RunStatistics } from "../stats/index.ts";
import { evaluateThreshold } from "./evaluate-threshold.ts";
import type { GeneratorHealth } from "./generator-health.ts";
import { scriptErrorsOf } from "./script-errors.ts";
import type { Metric, Threshold, ThresholdResult } from "./threshold.ts";
import type { ThresholdWatch } from "./threshold-watch.ts";

/** The four words a run can end with. */
export type VerdictWord = "passed" | "failed" | "invalid" | "interrupted";

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly exitCode: ExitCode;
  /** Why it is not "passed": one sentence each, the deciding one first. */
  readonly reasons: readonly string[];
  readonly thresholds: readonly ThresholdResult[];
}

export interface VerdictFacts {
  readonly statistics: RunStatistics;
  readonly durationSeconds: number;
  readonly thresholds: readonly Threshold[];
  /** Saw every tick of the run; can be left out where no threshold has a window, a step or an abort. */
  readonly watch?: ThresholdWatch;
  readonly generator: GeneratorHealth;
  /** Answers that held an entry of somebody else; left out where answers are not compared. */
  readonly foreignAnswers?: number;
  /** Probes of the walls between users that were given what they must not have; left out: none were made. */
  readonly leakedProbes?: number;
  /** The signal that ended the run before its time; null when it came to its end. */
  readonly interruptedBy: "SIGINT" | "SIGTERM" | null;
}

interface Finding {
  readonly verdict: VerdictWord;
  readonly exitCode: ExitCode;
  readonly reason: string;
}

type Judged = readonly (readonly [Threshold, ThresholdResult])[];

/**
 * What a run comes to. The first of these that applies decides: a leak (97), a saturated generator (98), a threshold
 * crossed or without samples (99), failures that no threshold excuses (3), an interruption (130, 143).
 *
 * Failed requests fail a run unless a threshold says otherwise, and that means: a passed upper limit (`<`, `<=`, `==`)
 * for their endpoint or for all of them, over the whole run or every window of it, that names their outcome or, for
 * all but `wrong-content` and `leak`, the `failures`. Wrong answers are excused only by a limit on `wrong-content`,
 * errors of the script only by one on `script-errors`, missed starts only by one on `missed-starts`, tasks without a
 * token (4) only by one on `token-failures`; a leak by none. A run that came to its end without one request has failed.
 */
export function verdictOf(facts: VerdictFacts): Verdict {
  const { statistics, durationSeconds } = facts;
  const judged: Judged = facts.thresholds.map((threshold) => [
    threshold,
    facts.watch?.resultOf(threshold, statistics, durationSeconds) ??
      evaluateThreshold(threshold, statistics, durationSeconds),
  ]);
  const findings = [
    ...leakOf(statistics, facts.foreignAnswers ?? 0, facts.leakedProbes ?? 0),
    ...facts.generator.reasons.map((reason) => finding("invalid", exitCodes.invalid, reason)),
    ...crossedOf(judged),
    ...failuresOf(statistics, judged, facts.interruptedBy !== null),
    ...withoutTokenOf(statistics, judged),
    ...interruptionOf(facts),
  ];
  const thresholds = judged.map(([, result]) => result);
  const reasons = findings.map(({ reason }) => reason);
  const { verdict, exitCode } = findings[0] ?? { verdict: "passed", exitCode: exitCodes.passed };
  return { verdict, exitCode, reasons, thresholds };
}

function finding(verdict: VerdictWord, exitCode: ExitCode, reason: string): Finding {
  return { verdict, exitCode, reason };
}

function leakOf({ total }: RunStatistics, foreignAnswers: number, leakedProbes: number): Finding[] {
  const leaks = total.outcomes.leak + foreignAnswers;
  const leaked = (reason: string) => finding("failed", exitCodes.leak, reason);
  return [
    ...(leaks === 0 ? [] : [leaked(`leak: ${plural(leaks, "answer")} held another user's data.`)]),
    ...(leakedProbes === 0 ? [] : [leaked(`leak: ${plural(leakedProbes, "probe")} got what must not be given.`)]),
  ];
}

function crossedOf(judged: Judged): Finding[] {
  return judged.flatMap(([{ expression, unit }, { observed, passed, abortedAtSecond }]) => {
    if (passed) return [];
    const measured = observed === null ? "no samples" : `measured ${Number(observed.toPrecision(4))}${unit}`;
    const crossed = abortedAtSecond === undefined ? "crossed" : `ended the run after ${abortedAtSecond} s`;
    return [finding("failed", exitCodes.thresholdCrossed, `Threshold ${expression} ${crossed}: ${measured}.`)];
  });
}

function failuresOf(statistics: RunStatistics, judged: Judged, interrupted: boolean): Finding[] {
  const failed = (reason: string) => finding("failed", exitCodes.failures, reason);
  const { total, missedStarts } = statistics;
  if (total.requests === 0 && !interrupted) return [failed("Not one request was finished.")];
  const findings = outcomes
    .map((outcome) => ({ outcome, count: unexcused(outcome, statistics, judged) }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) =>
      failed(`${plural(count, "request")} of ${formatCount(total.requests)} ended as ${outcome}.`),
    );
  const scriptErrors = scriptErrorsOf(statistics);
  if (scriptErrors > 0 && !isLimited("script-errors", judged)) {
    findings.push(failed(`${plural(scriptErrors, "error")} in the test's own code.`));
  }
  if (missedStarts > 0 && !isLimited("missed-starts", judged)) {
    findings.push(failed(`${plural(missedStarts, "start")} found no free user.`));
  }
  return findings;
}

/** A test that hardly runs for want of tokens must not pass for a good one. */
function withoutTokenOf({ errors }: RunStatistics, judged: Judged): Finding[] {
  const tasks = errors
    .filter(({ kind, endpoint }) => kind === "token" && endpoint === "task")
    .reduce((sum, { count }) => sum + count, 0);
  if (tasks === 0 || isLimited("token-failures", judged)) return [];
  return [finding("failed", exitCodes.credentials, `${plural(tasks, "task")} could not run for want of a token.`)];
}

function unexcused(outcome: Outcome, { endpoints }: RunStatistics, judged: Judged): number {
  if (outcome === "ok" || outcome === "leak") return 0;
  return endpoints
    .filter(({ method, name }) => !isExcused(outcome, endpointLabel(method, name), judged))
    .reduce((sum, endpoint) => sum + endpoint.outcomes[outcome], 0);
}

function isExcused(outcome: Outcome, label: string, judged: Judged): boolean {
  return judged.some(
    ([threshold, result]) =>
      isPassedUpperLimit(threshold, result) &&
      (threshold.endpoint === null || threshold.endpoint === label) &&
      covers(threshold.metric, outcome),
  );
}

function isLimited(kind: Metric["kind"], judged: Judged): boolean {
  return judged.some(([threshold, result]) => threshold.metric.kind === kind && isPassedUpperLimit(threshold, result));
}

/** A limit on one step says nothing of the failures of the others. */
function isPassedUpperLimit({ comparison, extent }: Threshold, { passed }: ThresholdResult): boolean {
  return passed && extent.kind !== "step" && !comparison.startsWith(">");
}

function covers(metric: Metric, outcome: Outcome): boolean {
  if (metric.kind !== "failures") return false;
  return metric.outcome === outcome || (metric.outcome === null && outcome !== "wrong-content");
}

function interruptionOf({ interruptedBy }: VerdictFacts): Finding[] {
  if (interruptedBy === null) return [];
  const exitCode = interruptedBy === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
  return [finding("interrupted", exitCode, `Ended by ${interruptedBy} before its time.`)];
}

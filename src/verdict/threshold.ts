import { KitError, type Outcome, outcomes, parseDurationMs } from "../ground/index.ts";

export type Comparison = "<=" | ">=" | "==" | "<" | ">";

/** What a threshold measures. Latencies are those from the intended start. */
export type Metric =
  | { readonly kind: "latency"; readonly at: number | "min" | "mean" | "max" /* a number is a percentile */ }
  | { readonly kind: "failures"; readonly outcome: Outcome | null /* null: every failure */ }
  | { readonly kind: "rate" }
  | { readonly kind: "requests" | "missed-starts" | "script-errors" | "token-failures" };

/** The part of a run that a threshold looks at. */
export type Extent =
  | { readonly kind: "run" }
  | { readonly kind: "window"; readonly seconds: number /* every stretch of so many seconds must keep the limit */ }
  | { readonly kind: "step"; readonly step: string /* a step's name, or its number from 1 */ };

/** A limit, read from an expression such as `GET /x: p99<300ms`. */
export interface Threshold {
  readonly expression: string;
  /** `GET /x`; null: the whole run. */
  readonly endpoint: string | null;
  readonly metric: Metric;
  readonly extent: Extent;
  readonly comparison: Comparison;
  /** In `unit`. */
  readonly limit: number;
  /** Empty for a count or a rate. */
  readonly unit: "" | "%" | "us" | "ms" | "s" | "m";
  /** Ends the run once it is crossed, but not within the first `graceMs`; null: it only decides the verdict. */
  readonly abort: { readonly graceMs: number } | null;
}

/** A threshold with what the run measured. */
export interface ThresholdResult {
  readonly expression: string;
  /** In the unit of the expression; null: there was nothing to measure, which never passes. */
  readonly observed: number | null;
  readonly passed: boolean;
  /** The second of the run after which it ended the run; only where it did. */
  readonly abortedAtSecond?: number;
}

const examples = "`p99<300ms`, `failures<1%`, `wrong-content==0`, `rps>500` or `GET /x: p95<200ms`";
const form = new RegExp(
  [
    /^(?:(?<endpoint>.+):\s*)?(?<word>[a-z][a-z0-9.-]*)\s*/,
    /(?:\[(?<window>[^\]]*)\]|\{(?<step>[^}]*)\})?\s*/,
    /(?<comparison><=|>=|==|<|>)\s*(?<limit>\d+(?:\.\d+)?)\s*(?<unit>%|us|ms|s|m)?/,
    /(?<abort>\s+abort(?:\s+after\s+(?<grace>\S+))?)?$/,
  ]
    .map(({ source }) => source)
    .join(""),
);

/**
 * Reads an expression: `[endpoint:] metric comparison number[unit]`. Behind the metric may stand a window, as in
 * `p99[60s]<300ms`, or a step, as in `p99{step 2}<300ms`; at the end `abort`, or `abort after 30s`. Throws
 * `PICKUP_THRESHOLD_INVALID` (exit 2).
 */
export function parseThreshold(expression: string): Threshold {
  const found = form.exec(expression.trim())?.groups;
  if (found === undefined) throw invalid(expression, "cannot be read", `Write it like ${examples}.`);
  const { endpoint, word, comparison, limit, unit } = found;
  const metric = metricOf(word!);
  if (metric === null) throw invalid(expression, `measures "${word}", which is unknown`, `Known: ${knownWords}.`);
  const threshold: Threshold = {
    expression: expression.trim(),
    endpoint: endpoint?.trim() ?? null,
    metric,
    extent: extentOf(expression, found.window, found.step),
    comparison: comparison as Comparison,
    limit: Number(limit),
    unit: (unit ?? "") as Threshold["unit"],
    abort: found.abort === undefined ? null : { graceMs: graceMsOf(expression, found.grace) },
  };
  const problem = unitProblemOf(threshold) ?? scopeProblemOf(threshold);
  if (problem !== null) throw invalid(expression, ...problem);
  return threshold;
}

const mostWindowSeconds = 600;

function extentOf(expression: string, window: string | undefined, step: string | undefined): Extent {
  if (step !== undefined) {
    if (step.trim() !== "") return { kind: "step", step: step.trim() };
    throw invalid(expression, "names no step", "Write a step's name or number: `p99{step 2}<300ms`.");
  }
  if (window === undefined) return { kind: "run" };
  const seconds = (parseDurationMs(window) ?? 0) / 1000;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= mostWindowSeconds) return { kind: "window", seconds };
  throw invalid(
    expression,
    `looks at a window of "${window}"`,
    "A window is a whole number of seconds, at most 10m: `p99[60s]<300ms`.",
  );
}

function graceMsOf(expression: string, grace: string | undefined): number {
  const graceMs = grace === undefined ? 0 : parseDurationMs(grace);
  if (graceMs !== undefined) return graceMs;
  throw invalid(expression, `has a grace time of "${grace}"`, "Write it like `p99<300ms abort after 30s`.");
}

/** True when a measured value keeps to the limit. */
export function isWithin({ comparison, limit }: Threshold, observed: number): boolean {
  return keeps[comparison](observed, limit);
}

const keeps: { readonly [Sign in Comparison]: (observed: number, limit: number) => boolean } = {
  "<": (observed, limit) => observed < limit,
  "<=": (observed, limit) => observed <= limit,
  "==": (observed, limit) => observed === limit,
  ">=": (observed, limit) => observed >= limit,
  ">": (observed, limit) => observed > limit,
};

const wholeRunWords = ["missed-starts", "script-errors", "token-failures"] as const;
const failureWords = outcomes.filter((outcome) => outcome !== "ok");
const knownWords = [
  "p50, p95, p99.9 …, min, mean, max, failures",
  ...failureWords,
  "requests, rps",
  ...wholeRunWords,
].join(", ");

function metricOf(word: string): Metric | null {
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(word)?.[1];
  if (percentile !== undefined) return Number(percentile) <= 100 ? { kind: "latency", at: Number(percentile) } : null;
  if (word === "min" || word === "max" || word === "mean") return { kind: "latency", at: word };
  if (word === "avg") return { kind: "latency", at: "mean" };
  if (word === "median") return { kind: "latency", at: 50 };
  if (word === "failures") return { kind: "failures", outcome: null };
  if (word === "requests") return { kind: "requests" };
  if (word === "rps") return { kind: "rate" };
  const wholeRunWord = wholeRunWords.find((known) => known === word);
  if (wholeRunWord !== undefined) return { kind: wholeRunWord };
  const outcome = failureWords.find((known) => known === word);
  return outcome === undefined ? null : { kind: "failures", outcome };
}

function unitProblemOf({ metric, limit, unit }: Threshold): [string, string] | null {
  if (metric.kind === "latency") {
    const hasTime = unit !== "" && unit !== "%";
    return hasTime ? null : ["limits a latency without a unit of time", `Write \`${limit}ms\` or \`${limit}s\`.`];
  }
  const takesShare = ["failures", "missed-starts", "token-failures"].includes(metric.kind);
  if (unit === "" || (unit === "%" && takesShare)) return null;
  const allowed = takesShare ? "a count or a percentage" : "a plain number";
  return [
    `limits with "${limit}${unit}" what is ${allowed}`,
    `Write \`${limit}\`${takesShare ? ` or \`${limit}%\`` : ""}.`,
  ];
}

function scopeProblemOf({ endpoint, metric }: Threshold): [string, string] | null {
  if (endpoint === null || !wholeRunWords.some((word) => word === metric.kind)) return null;
  return [
    `asks for ${metric.kind} of one endpoint`,
    `Leave "${endpoint}:" out: ${metric.kind} belong to the whole run.`,
  ];
}

function invalid(expression: string, problem: string, hint: string): KitError {
  return new KitError("PICKUP_THRESHOLD_INVALID", `threshold "${expression}" ${problem}`, { hint });
}

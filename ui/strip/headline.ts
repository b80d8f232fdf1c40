import { counted, countText } from "../format/figures.ts";
import type { RunView } from "../state/protocol.ts";

export type Tone = "good" | "bad" | "warn" | "calm";

/** How a run stands, in a word and a sentence. */
export interface Headline {
  readonly word: string;
  readonly tone: Tone;
  readonly sentence: string;
}

const verdictTones = { passed: "good", failed: "bad", invalid: "warn", interrupted: "warn" } as const;

export function headlineOf(view: RunView): Headline {
  const { state, summary, failure, reasons } = view;
  if (state === "failed")
    return { word: "Failed", tone: "bad", sentence: failure?.message ?? "The run came to no load." };
  if (summary !== null) {
    const word = summary.verdict[0]!.toUpperCase() + summary.verdict.slice(1);
    return { word, tone: verdictTones[summary.verdict], sentence: reasons[0] ?? passedSentence(view) };
  }
  if (state === "starting")
    return { word: "Starting", tone: "calm", sentence: "Users, API and tokens are checked first." };
  if (state === "stopping")
    return { word: "Stopping", tone: "calm", sentence: "Running tasks are finishing; results follow." };
  if (state === "ended") return { word: "Ended", tone: "calm", sentence: "Results are being written." };
  return runningHeadline(view);
}

function passedSentence({ thresholds, summary }: RunView): string {
  const { requests, failures } = summary!.total;
  const failed = failures === 0 ? "none failed" : `${countText(failures)} failed within the thresholds`;
  const kept = thresholds.length === 0 ? "" : `; ${counted(thresholds.length, "threshold")} kept`;
  return `${counted(requests, "request")}, ${failed}${kept}.`;
}

function runningHeadline({ now, thresholds, total }: RunView): Headline {
  const crossed = thresholds.filter(({ state }) => state === "crossed");
  if (now.health.saturated)
    return { word: "Invalid so far", tone: "warn", sentence: "The load generator is the bottleneck, not the API." };
  if (total.outcomes.leak > 0)
    return {
      word: "Failing",
      tone: "bad",
      sentence: `${counted(total.outcomes.leak, "answer")} held another user's data.`,
    };
  if (crossed.length > 0) {
    return {
      word: "Failing",
      tone: "bad",
      sentence: `${countText(crossed.length)} of ${counted(thresholds.length, "threshold")} crossed.`,
    };
  }
  if (total.wrongContent > 0)
    return { word: "Failing", tone: "bad", sentence: `${counted(total.wrongContent, "answer")} with wrong content.` };
  const sentence = thresholds.length === 0 ? "No thresholds are set." : "Every threshold is kept so far.";
  return { word: "On track", tone: "good", sentence };
}

/** The figures on top: of the last seconds while the run goes on, the final ones of `summary.json` afterwards. */
export interface Figures {
  readonly requestsPerSecond: number | null;
  readonly failureShare: number | null;
  readonly failures: number;
  readonly requests: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

export function figuresOf({ summary, now, total }: RunView): Figures {
  if (summary === null) {
    const { requestsPerSecond, failureShare, p50Ms, p95Ms, p99Ms } = now;
    return { requestsPerSecond, failureShare, failures: total.failures, requests: total.requests, p50Ms, p95Ms, p99Ms };
  }
  const { requests, failures, requestsPerSecond, latencyMs } = summary.total;
  return {
    requestsPerSecond,
    requests,
    failures,
    failureShare: requests === 0 ? null : failures / requests,
    p50Ms: latencyMs?.p50 ?? null,
    p95Ms: latencyMs?.p95 ?? null,
    p99Ms: latencyMs?.p99 ?? null,
  };
}

/** The state of a run in a word, for a pill and the title of the window. */
export const stateWords: { readonly [State in RunView["state"]]: string } = {
  starting: "starting",
  running: "running",
  stopping: "stopping",
  ended: "ended",
  failed: "failed",
};

/** True while there is something to stop. */
export function isUnderWay({ state }: Pick<RunView, "state">): boolean {
  return state === "starting" || state === "running" || state === "stopping";
}

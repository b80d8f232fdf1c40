import { maskedSecrets } from "../ground/index.ts";
import type { Sample } from "../http/index.ts";
import { type ContentDifference, endpointLabel, type FailureSample } from "../stats/index.ts";
import type { Difference } from "../verification/index.ts";

export interface FailureFacts {
  readonly userId: string;
  /** Wall clock. */
  readonly seenMs: number;
  /** What was wrong with the content, where it was compared. */
  readonly difference: Difference | null;
  /** What no reader may see. */
  readonly secrets: readonly string[];
}

const noTranscript = { request: "", requestHeaders: [], responseHeaders: [], bodyExcerpt: "", traceId: null };

/** A failed request as the results keep it: with all that a reader needs to understand it, and no secret. */
export function failureSampleOf(sample: Sample, facts: FailureFacts): FailureSample {
  const { userId, seenMs, difference, secrets } = facts;
  const { method, name, outcome, reason, status, dueMs, endMs } = sample;
  return {
    endpoint: endpointLabel(method, name),
    outcome,
    reason,
    userId,
    seenMs,
    status,
    latencyMs: Math.round((endMs - dueMs) * 1000) / 1000,
    ...(sample.transcript?.(secrets) ?? noTranscript),
    difference: outcome === "wrong-content" && difference !== null ? shownDifference(difference, secrets) : null,
  };
}

function shownDifference(difference: Difference, secrets: readonly string[]): ContentDifference {
  const { reason, message, expected, got } = difference;
  return { reason, message, expected, got: maskedSecrets(got, secrets) };
}

import type { RecordedRequest } from "./recorded-requests.ts";

/** Requests that followed each other at once, and the pause after them. */
export interface Burst {
  readonly requests: readonly RecordedRequest[];
  /** Until the next burst, to the half second; after the last one as long as is usual, 0 when there is but one. */
  readonly pauseSeconds: number;
}

/** A shorter gap is the browser's, not the person's. */
const leastPauseMs = 500;

/** A recording by its pauses. */
export function burstsOf(requests: readonly RecordedRequest[]): readonly Burst[] {
  const bursts: { requests: RecordedRequest[]; pauseSeconds: number }[] = [];
  let endMs = Number.NEGATIVE_INFINITY;
  for (const request of requests) {
    const gapMs = request.startMs - endMs;
    if (gapMs >= leastPauseMs) {
      const before = bursts.at(-1);
      if (before !== undefined) before.pauseSeconds = Math.round(gapMs / 500) / 2;
      bursts.push({ requests: [], pauseSeconds: 0 });
    }
    bursts.at(-1)!.requests.push(request);
    endMs = Math.max(endMs, request.endMs);
  }
  const pauses = bursts.slice(0, -1).map(({ pauseSeconds }) => pauseSeconds);
  const last = bursts.at(-1);
  if (last !== undefined) last.pauseSeconds = medianOf(pauses);
  return bursts;
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

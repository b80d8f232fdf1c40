import type { Config } from "./schema.ts";

const secondsPerDay = 86_400;
const fiveYears = 5 * 365 * secondsPerDay;
const twoYears = 2 * 365 * secondsPerDay;

/** What is odd about the times of a config today, each as a sentence; refused when generating, a warning when reading. */
export function agesOf({ updateTimeStart, updateTimeEnd }: Config, nowMs: number): string[] {
  const now = Math.floor(nowMs / 1000);
  const odd: string[] = [];
  if (updateTimeStart < now - fiveYears) {
    odd.push(`updateTimeStart (${isoOf(updateTimeStart)}) is more than five years ago`);
  }
  if (updateTimeEnd > now) odd.push(`updateTimeEnd (${isoOf(updateTimeEnd)}) is in the future`);
  return odd;
}

/** When rows may be dropped that are seeded (or whose newest marker is) at `fromSeconds`: two years later, epoch seconds. */
export function ttlAfter(fromSeconds: number): number {
  return fromSeconds + twoYears;
}

/** Epoch seconds as `2026-11-01T00:00:00Z`. */
function isoOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(".000Z", "Z");
}

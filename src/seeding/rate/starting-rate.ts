import type { TableDescription } from "../../dynamodb/index.ts";
import type { RateLimits } from "./rate-governor.ts";

/** What a new on-demand table takes at once, write units a second ("Initial throughput" of DynamoDB's guide). */
export const newTableUnitsPerSecond = 4_000;
/** Where to begin with an emulator, which shows no limit and mostly has none. */
const emulatorUnitsPerSecond = 8_000;
/** What was the right rate before a pause may be a little too much after it. */
const resumedShare = 0.8;
/** As long as a thread of a busy machine may be held up. */
const shownBurstSeconds = 0.5;
const hiddenBurstSeconds = 0.05;

export interface RateWishes {
  /** `--max-wcu`, or null. */
  readonly most: number | null;
  /** The rate at the end of an earlier, unfinished run, or null. */
  readonly earlier: number | null;
  readonly isAws: boolean;
}

/**
 * Where to begin and what not to exceed: what the user says, else what the table shows. A table that shows a limit is
 * written at it from the start.
 */
export function rateLimitsFor(table: TableDescription, { most, earlier, isAws }: RateWishes): RateLimits {
  const shown = table.writeUnitsPerSecond;
  const ceiling = most ?? shown ?? Infinity;
  const found = earlier === null ? null : earlier * resumedShare;
  const start = shown ?? found ?? (isAws ? newTableUnitsPerSecond : emulatorUnitsPerSecond);
  const burstSeconds = shown === null ? hiddenBurstSeconds : shownBurstSeconds;
  return { start: Math.min(start, ceiling), most: ceiling, burstSeconds };
}

/** The part of each of so many writers. */
export function dividedRate({ start, most, burstSeconds }: RateLimits, writers: number): RateLimits {
  return { start: start / writers, most: most / writers, burstSeconds };
}

import { performance } from "node:perf_hooks";
import { TimerQueue } from "./timer-queue.ts";

/** Something that can be cancelled before it fires. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the kit sees it, passed in everywhere so that a test can turn it by hand.
 * `now` is monotonic milliseconds with fractions, comparable inside one process (all its threads); `wallNow` is
 * milliseconds since 1970.
 */
export interface Clock {
  now(): number;
  wallNow(): number;
  /**
   * Calls `fire` once, `delayMs` from now; never on the same turn. It may be `slackMs` earlier, which lets it share a
   * turn with another timer.
   */
  after(delayMs: number, fire: () => void, slackMs?: number): Timer;
}

/** A right to act that ends; whoever holds it looks before every act. */
export interface Lease {
  /** By the clock's `now`; it moves on as long as the lease is renewed. */
  readonly untilMs: number;
}

/** Waits `delayMs`; an aborted signal ends the wait early, without an error. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      signal?.removeEventListener("abort", finish);
      timer.cancel();
      resolve();
    };
    const timer = clock.after(delayMs, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}

/** Milliseconds to add to this thread's `performance.now()` to get the clock that all threads of the process share. */
const threadOffsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

const now = () => performance.now() + threadOffsetMs;
const timers = new TimerQueue(now);

/** The real clock. A timer fires up to a millisecond early or late, and after at most 24 days. */
export const systemClock: Clock = {
  now,
  wallNow: () => Date.now(),
  after: (delayMs, fire, slackMs) => timers.after(delayMs, fire, slackMs),
};

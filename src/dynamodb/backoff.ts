import { type Clock, sleep } from "../ground/index.ts";
import { DynamodbError } from "./dynamodb-error.ts";

/**
 * How long to wait before attempt `attempt` + 1, in milliseconds: uniform between 0 and a ceiling that doubles from
 * `baseMs` up to `capMs` ("full jitter", AWS Architecture Blog, "Exponential Backoff And Jitter"). `random` is in [0, 1).
 */
export function fullJitterMs(attempt: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

/** Does `act` until it succeeds, fails with an error that no repetition mends, or has failed `attempts` times. */
export async function withRetries<Result>(
  act: () => Promise<Result>,
  clock: Clock,
  random: () => number,
  attempts = 6,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof DynamodbError) || !error.retryable || attempt === attempts) throw error;
      await sleep(clock, fullJitterMs(attempt, 50, 5_000, random));
    }
  }
}

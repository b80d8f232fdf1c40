import { type Clock, fullJitterMs, sleep } from "../ground/index.ts";
import { DynamodbError } from "./dynamodb-error.ts";

/** So often is one thing asked for before its failure is believed. */
export const mostAttempts = 6;

/** Does `act` until it succeeds, fails with an error that no repetition mends, or has failed `attempts` times. */
export async function withRetries<Result>(
  act: () => Promise<Result>,
  clock: Clock,
  random: () => number,
  attempts = mostAttempts,
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

import { exitCodes, KitError } from "../ground/index.ts";
import { type AnyLoadTest, placeInTestFile, type Run } from "../loadtest/index.ts";

/** Runs the test's `teardown`, when it has one. Throws `PICKUP_TEARDOWN_FAILED` (exit code 3). */
export async function tearDown({ teardown }: AnyLoadTest, run: Run, shared: unknown, testFile: string): Promise<void> {
  try {
    await teardown?.(run, shared);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = placeInTestFile(error, testFile);
    throw new KitError("PICKUP_TEARDOWN_FAILED", `teardown of the load test failed: ${reason}`, {
      hint: `The results are complete. Mend it${place === undefined ? "" : ` at ${place}`}, and undo what setup did.`,
      exitCode: exitCodes.failures,
      cause: error,
    });
  }
}

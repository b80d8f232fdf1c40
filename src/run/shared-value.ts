import { exitCodes, KitError } from "../ground/index.ts";
import { type AnyLoadTest, placeInTestFile, type Run } from "../loadtest/index.ts";

/** What the test's `setup` returns, as every worker will see it. Throws `PICKUP_SETUP_FAILED` (exit code 3). */
export async function sharedOf({ setup }: AnyLoadTest, run: Run, testFile: string): Promise<unknown> {
  if (setup === undefined) return undefined;
  try {
    return structuredClone(await setup(run));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = placeInTestFile(error, testFile);
    throw new KitError("PICKUP_SETUP_FAILED", `setup of the load test failed: ${reason}`, {
      hint: place === undefined ? "Have it return plain data: workers get a copy of it." : `Mend it at ${place}.`,
      exitCode: exitCodes.failures,
      cause: error,
    });
  }
}

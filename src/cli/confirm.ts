import { createInterface } from "node:readline/promises";
import { KitError } from "../ground/index.ts";
import type { World } from "./world.ts";

/**
 * Asks a question that needs a plain yes. Throws `PICKUP_CONFIRMATION_MISSING` when nobody can be asked; an
 * interruption is a no.
 */
export async function confirm(world: World, question: string): Promise<boolean> {
  if (!world.stdin.isTTY) {
    throw new KitError("PICKUP_CONFIRMATION_MISSING", `${question} Nobody can be asked: the input is no terminal`, {
      hint: "Answer in advance with --yes.",
    });
  }
  const asking = createInterface({ input: world.stdin, output: world.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal: world.interrupted });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (world.interrupted.aborted) return false;
    throw error;
  } finally {
    asking.close();
  }
}

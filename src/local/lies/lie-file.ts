import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KitError, systemCodeOf } from "../../ground/index.ts";
import { type LieName, lieNames } from "./lie-kinds.ts";

const probability = z.number().min(0).max(1).default(0);

const lieFields = Object.fromEntries(lieNames.map((name) => [name, probability])) as {
  [Name in LieName]: typeof probability;
};

const lies = z.strictObject({
  seed: z.string().default("lies").describe("The same seed tells the same lies to the n-th request."),
  ...lieFields,
});

/** What a lie file says, zeros filled in. */
export type Lies = z.output<typeof lies>;
/** A lie file as it is written. */
export type LieFile = z.input<typeof lies>;

/** The lies that a value of JSON describes; throws `PICKUP_LIES_INVALID` (exit code 2) with all that is wrong. */
export function liesOf(value: unknown, source = "the lies"): Lies {
  const { success, data, error } = lies.safeParse(value);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join(".")}${path.length > 0 ? ": " : ""}${message}`);
  throw invalid(`${source}: ${problems.join("; ")}`);
}

/** The lies of a JSON file; throws `PICKUP_LIES_INVALID` (exit code 2). */
export async function readLies(path: string): Promise<Lies> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw invalid(`${path} cannot be read: ${systemCodeOf(cause) ?? String(cause)}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${path} is not JSON: ${(cause as Error).message}`);
  }
  return liesOf(value, path);
}

function invalid(message: string): KitError {
  return new KitError("PICKUP_LIES_INVALID", message, { hint: "docs/lies.md lists every lie." });
}

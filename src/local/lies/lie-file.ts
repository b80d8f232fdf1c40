import { z } from "zod";
import { KitError } from "../../ground/index.ts";
import { readSettings, settingsOf } from "../settings-file.ts";
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

const kind = {
  schema: lies,
  invalid: (message: string) => new KitError("PICKUP_LIES_INVALID", message, { hint: "docs/lies.md lists every lie." }),
};

/** The lies that a value of JSON describes; throws `PICKUP_LIES_INVALID` (exit code 2) with all that is wrong. */
export function liesOf(value: unknown, source = "the lies"): Lies {
  return settingsOf(kind, value, source);
}

/** The lies of a JSON file; throws `PICKUP_LIES_INVALID` (exit code 2). */
export function readLies(path: string): Promise<Lies> {
  return readSettings(kind, path);
}

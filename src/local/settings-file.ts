import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { type KitError, systemCodeOf } from "../ground/index.ts";

/** A kind of JSON file that says how a service of the stack shall misbehave. */
export interface SettingsKind<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** The error for what is wrong with one. */
  readonly invalid: (message: string) => KitError;
}

/** The settings that a value of JSON describes; throws the kind's error with all that is wrong. */
export function settingsOf<Schema extends z.ZodType>(
  { schema, invalid }: SettingsKind<Schema>,
  value: unknown,
  source: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join(".")}${path.length > 0 ? ": " : ""}${message}`);
  throw invalid(`${source}: ${problems.join("; ")}`);
}

/** The settings of a JSON file; throws the kind's error. */
export async function readSettings<Schema extends z.ZodType>(
  kind: SettingsKind<Schema>,
  path: string,
): Promise<z.output<Schema>> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw kind.invalid(`${path} cannot be read: ${systemCodeOf(cause) ?? String(cause)}`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw kind.invalid(`${path} is not JSON: ${(cause as Error).message}`);
  }
  return settingsOf(kind, value, path);
}

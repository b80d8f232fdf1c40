import { styleText } from "node:util";
import { errorRecordOf, type ExitCode, exitCodes } from "../ground/index.ts";
import type { World } from "./world.ts";

/** Writes an error as `error: …` and `hint: …` to standard error and returns its exit code. */
export function reportError(world: World, thrown: unknown): ExitCode {
  const { message, hint, exitCode, stack } = errorRecordOf(thrown);
  const paint = (format: "red" | "cyan", text: string) => styleText(format, text, { stream: world.stderr });
  // Where one file or line has several problems, each has a line of its own.
  world.stderr.write(`${paint("red", "error:")} ${message.replace(/\n(?! )/g, "\n  ")}\n`);
  if (hint !== undefined) world.stderr.write(`${paint("cyan", "hint:")} ${hint}\n`);
  if (exitCode === exitCodes.internal && stack !== undefined) world.stderr.write(`${stack}\n`);
  return exitCode;
}

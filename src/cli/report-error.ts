import { styleText } from "node:util";
import { errorRecordOf, type ExitCode, exitCodes } from "../ground/index.ts";
import type { World } from "./world.ts";

/** Writes an error with its hint, and where to read more, to standard error and returns its exit code. */
export function reportError(world: World, thrown: unknown): ExitCode {
  const { code, message, hint, exitCode, stack } = errorRecordOf(thrown);
  const paint = (format: "red" | "cyan", text: string) => styleText(format, text, { stream: world.stderr });
  // Where one file or line has several problems, each has a line of its own.
  world.stderr.write(`${paint("red", "error:")} ${message.replace(/\n(?! )/g, "\n  ")}\n`);
  if (hint !== undefined) world.stderr.write(`${paint("cyan", "hint:")} ${hint}\n`);
  world.stderr.write(`${paint("cyan", "more:")} \`pickup help ${code}\`\n`);
  if (exitCode === exitCodes.internal && stack !== undefined) world.stderr.write(`${stack}\n`);
  return exitCode;
}

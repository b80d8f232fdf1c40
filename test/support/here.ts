import { PassThrough, Readable } from "node:stream";
import { runCommandLine } from "../../src/cli/program.ts";
import type { World } from "../../src/cli/world.ts";
import { systemClock } from "../../src/ground/index.ts";
import type { Ended } from "./kit.ts";

/** Runs a command line in this process, as `bin/pickup` does in its own, with nothing on its standard input. */
export async function runHere(
  folder: string,
  words: readonly string[],
  world: Partial<Pick<World, "stdin" | "stdout" | "environment" | "interrupted">> = {},
): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(words, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    environment: {},
    folder,
    clock: systemClock,
    interrupted: new AbortController().signal,
    ...world,
  });
  return { exitCode, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

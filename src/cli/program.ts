import { type ExitCode, exitCodes } from "../ground/index.ts";
import { catalogue } from "./catalogue.ts";
import { overviewOf } from "./help/overview.ts";
import { processWorld } from "./process-world.ts";
import { reportError } from "./report-error.ts";
import type { World } from "./world.ts";

/** Runs the command line in the real process and sets its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCommandLine(argv, processWorld());
}

/** Runs one command line in a world; every error ends as one message with a hint and an exit code. */
export async function runCommandLine(argv: readonly string[], world: World): Promise<ExitCode> {
  const words = withoutHelp(argv);
  if (words.length === 0 || words[0] === "--help" || words[0] === "-h") return showOverview(words, world);
  try {
    const { obey } = await import("./parser.ts");
    return await obey(words, world, catalogue);
  } catch (error) {
    return reportError(world, error);
  }
}

/** `pickup help load` is `pickup load --help`. */
function withoutHelp(argv: readonly string[]): readonly string[] {
  const [first, command] = argv;
  if (first !== "help") return argv;
  if (command === undefined) return ["--help"];
  return Object.hasOwn(catalogue, command) && argv.length === 2 ? [command, "--help"] : argv;
}

/** Nobody who types nothing has asked for it. */
function showOverview(words: readonly string[], world: World): ExitCode {
  const isAsked = words.length > 0;
  (isAsked ? world.stdout : world.stderr).write(overviewOf(catalogue, world.stdout.columns));
  return isAsked ? exitCodes.passed : exitCodes.usage;
}

import type { Readable, Writable } from "node:stream";
import { type Clock, type ExitCode, exitCodes } from "../ground/index.ts";

/** Everything a command may touch outside itself, so that a test can hand it another one. */
export interface World {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly setRawMode?: (isRaw: boolean) => unknown };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly environment: { readonly [name: string]: string | undefined };
  /** The working directory, absolute. */
  readonly folder: string;
  readonly clock: Clock;
  /** Aborted at the first Ctrl+C or SIGTERM; its reason is the signal's name. A second one ends the process at once. */
  readonly interrupted: AbortSignal;
  /** Aborted at the second one, right before the process ends: what its listeners do must be done when they return. */
  readonly cut?: AbortSignal;
  /** Runs this command line once more in a new process, with further flags that outweigh its own; gives its exit code. */
  readonly again?: (flags: readonly string[]) => Promise<number>;
  /** Puts this thread behind those that it has started, for good. */
  readonly stepAside?: () => void;
  /** Does what Ctrl+C does, for whoever reads single keys. */
  readonly interrupt?: () => void;
}

/** What every command says that was told `--insecure`. */
export const insecureWarning = "warning: any certificate of any server is taken (--insecure)";

/** Writes one line to the command's standard output. */
export function say(world: World, line = ""): void {
  world.stdout.write(`${line}\n`);
}

/** The exit code after the interruption that the world tells of. */
export function interruptedExitCode({ interrupted }: World): ExitCode {
  return interrupted.reason === "SIGTERM" ? exitCodes.terminated : exitCodes.interrupted;
}

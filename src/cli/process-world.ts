import { systemClock } from "../ground/index.ts";
import type { World } from "./world.ts";

const codeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/** The world of the real process. The first SIGINT or SIGTERM aborts `interrupted`, a second one ends the process. */
export function processWorld(): World {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) process.exit(codeOfSignal[signal]);
      interruption.abort(signal);
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    clock: systemClock,
    interrupted: interruption.signal,
  };
}

/** `pickup … | head` closes the pipe early; the run and its results go on. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

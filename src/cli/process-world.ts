import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, getPriority, setPriority } from "node:os";
import { exitCodes, systemClock } from "../ground/index.ts";
import type { World } from "./world.ts";

const codeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/** The world of the real process. The first SIGINT or SIGTERM aborts `interrupted`, a second one ends the process. */
export function processWorld(): World {
  const interruption = new AbortController();
  const cut = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (interruption.signal.aborted) {
        cut.abort(signal);
        process.exit(codeOfSignal[signal]);
      }
      interruption.abort(signal);
      process.stderr.write("stopping; once more ends at once\n");
    });
  }
  process.stdout.on("error", tellOnce());
  process.stderr.on("error", () => undefined); // there is nobody left to tell
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    folder: process.cwd(),
    clock: systemClock,
    interrupted: interruption.signal,
    cut: cut.signal,
    again: (flags) => onceMore(flags, interruption.signal),
    stepAside,
    interrupt: () => void process.kill(process.pid, "SIGINT"),
  };
}

/** So much the thread that counts and shows stands behind the users' threads, of 19 at most. */
const stepAsideBy = constants.priority.PRIORITY_BELOW_NORMAL;

/** On Linux a priority is that of one thread; elsewhere its workers would be put back as well. */
function stepAside(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(process.pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + stepAsideBy));
  } catch {
    // A system that forbids it has its reasons; the run goes on.
  }
}

/** Ctrl+C reaches the other process by itself, what ends only this one does not. */
async function onceMore(flags: readonly string[], interrupted: AbortSignal): Promise<number> {
  const [program, ...args] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, program!, ...args, ...flags], { stdio: "inherit" });
  const passOn = () => void (interrupted.reason === "SIGTERM" && child.kill("SIGTERM"));
  interrupted.addEventListener("abort", passOn, { once: true });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  interrupted.removeEventListener("abort", passOn);
  return exitCode ?? exitCodes.internal;
}

/**
 * Where nothing more can be printed, the run and its results go on. A closed pipe (`pickup … | head`) is no fault; a
 * full disk is told, and spoils the exit code.
 */
function tellOnce(): (error: NodeJS.ErrnoException) => void {
  let isTold = false;
  return ({ code }) => {
    if (isTold || code === "EPIPE") return;
    isTold = true;
    process.stderr.write(
      `error: standard output cannot be written: ${code}\n` +
        "hint: Make room where it goes, or send it elsewhere; whatever the command wrote to files is complete.\n",
    );
    process.once("exit", (exitCode) => (process.exitCode = exitCode === exitCodes.passed ? exitCodes.usage : exitCode));
  };
}

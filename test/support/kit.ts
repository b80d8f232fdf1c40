import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const pickup = fileURLToPath(new URL("../../bin/pickup", import.meta.url));

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Everything written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when standard output or error matches; rejects when the process ends first. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly ended: Promise<Ended>;
}

/** A new empty folder, removed after the test. */
export function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "pickup-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the checkout's `pickup` in a folder, with no variable of the surroundings that could name a target. */
export function startPickup(
  folder: string,
  args: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Running {
  return startProgram(pickup, folder, args, environment);
}

/** Starts a program in a folder as `startPickup` starts the checkout's. */
export function startProgram(
  program: string,
  folder: string,
  args: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PICKUP_|AWS_|NODE_TEST|GITHUB_STEP_SUMMARY)/.test(name),
  );
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  const heard = () => listeners.forEach((listener) => listener());
  child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), heard()));
  child.stderr.setEncoding("utf8").on("data", (text: string) => ((stderr += text), heard()));
  const ended = once(child, "close").then(([code]) => ({ exitCode: code as number, stdout, stderr }));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (found === null) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        void ended.then(() => reject(new Error(`ended before ${pattern} came:\n${stdout}\n${stderr}`)));
        look();
      }),
  };
}

/** Runs `pickup` to its end. */
export function runPickup(
  folder: string,
  args: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Promise<Ended> {
  return startPickup(folder, args, environment).ended;
}

/** How a load ends whose thresholds do not hold or whose generator was late: a machine that stood still does both. */
const perhapsHeldUp: ReadonlySet<number> = new Set([98, 99]);

/** Runs a load that is to pass, once more if the machine may have been in its way: what is wrong fails twice. */
export async function passing(load: () => Promise<Ended>): Promise<Ended> {
  const ended = await load();
  return perhapsHeldUp.has(ended.exitCode) ? load() : ended;
}

/** Starts `pickup local` in a folder and waits until it is ready; it is stopped after the test. */
export function startLocal(t: TestContext, folder: string, args: readonly string[] = []): Promise<Running> {
  return whenReady(t, startPickup(folder, ["local", ...args]));
}

/** Waits until a `pickup local` is ready; it is stopped after the test. */
export async function whenReady(t: TestContext, local: Running): Promise<Running> {
  t.after(async () => {
    local.process.kill("SIGTERM");
    await local.ended;
  });
  await local.waitFor(/ready/i);
  return local;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Summary } from "../../src/results/index.ts";
import type { Generator } from "../measured-run.ts";

export interface PickupRun {
  /** A file beside this one. */
  readonly loadTest: string;
  readonly origin: string;
  readonly users: number;
  readonly workers?: number;
  /** Further flags of `pickup load`: how the users come, where their tokens come from. */
  readonly flags: readonly string[];
}

/** All users start at once. */
export const allAtOnce: readonly string[] = ["-r", "100000"];
/** The load test makes up its tokens itself. */
export const ownTokens: readonly string[] = ["--token-kind", "none"];

const program = fileURLToPath(new URL("../../bin/pickup", import.meta.url));

/** `pickup load`, as anybody starts it: coordinator, worker threads, statistics, run folder. */
export class PickupGenerator implements Generator {
  readonly name = "pickup";
  readonly command: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-pickup-"));
  readonly #summaryFile = join(this.#folder, "summary.json");

  constructor({ loadTest, origin, users, workers = 1, flags }: PickupRun) {
    const test = fileURLToPath(new URL(loadTest, import.meta.url));
    const load = ["-H", origin, "-u", String(users), "--workers", String(workers), ...flags];
    const results = ["--runs", join(this.#folder, "runs"), "--json-file", this.#summaryFile];
    this.command = [program, "load", "--headless", test, ...load, ...results];
  }

  /** Of the run that ended last. */
  get summary(): Summary {
    return JSON.parse(readFileSync(this.#summaryFile, "utf8")) as Summary;
  }

  /** Runs it to the end that its flags name, whatever the verdict. */
  async runToEnd(cores: string): Promise<Summary> {
    const [program, ...args] = this.command as [string, ...string[]];
    const child = spawn("taskset", ["-c", cores, program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    await once(child, "exit");
    return this.summary;
  }

  check(output: string): void {
    const { requests, failures } = this.summary.total;
    if (requests === 0 || failures > 0) throw new Error(`${failures} of ${requests} requests failed:\n${output}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

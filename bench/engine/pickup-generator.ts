import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Generator } from "../measured-run.ts";

export interface PickupRun {
  /** A file beside this one. */
  readonly loadTest: string;
  readonly origin: string;
  readonly users: number;
  readonly workers?: number;
  /** Further flags of `pickup load`. */
  readonly flags?: readonly string[];
}

/** What of the summary a benchmark looks at. */
export interface PickupSummary {
  readonly total: {
    readonly requests: number;
    readonly failures: number;
    readonly latencyMs: { readonly p99: number };
  };
  readonly generator: { readonly saturated: boolean; readonly reasons: readonly string[] };
}

const program = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** `pickup load`, as anybody starts it: coordinator, worker threads, statistics, run folder. */
export class PickupGenerator implements Generator {
  readonly name = "pickup";
  readonly command: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "bench-pickup-"));
  readonly #summaryFile = join(this.#folder, "summary.json");

  constructor({ loadTest, origin, users, workers = 1, flags = ["--token-kind", "none"] }: PickupRun) {
    const test = fileURLToPath(new URL(loadTest, import.meta.url));
    const load = [
      "--headless",
      "-H",
      origin,
      "-u",
      String(users),
      "-r",
      "100000",
      "--workers",
      String(workers),
      ...flags,
    ];
    const results = ["--runs", join(this.#folder, "runs"), "--json-file", this.#summaryFile];
    this.command = [process.execPath, program, "load", "--headless", test, ...load, ...results];
  }

  /** Of the run that ended last. */
  get summary(): PickupSummary {
    return JSON.parse(readFileSync(this.#summaryFile, "utf8")) as PickupSummary;
  }

  check(output: string): void {
    const { requests, failures } = this.summary.total;
    if (requests === 0 || failures > 0) throw new Error(`${failures} of ${requests} requests failed:\n${output}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

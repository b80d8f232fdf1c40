import { build, HistogramLogWriter } from "hdr-histogram-js";
import { middleUsOf, type SparseHistogram, type Tick } from "../stats/index.ts";
import { LineFile, makeFolderOf, writing } from "./result-file.ts";
import type { RunObserver, RunStart } from "./run-observer.ts";

/** Of what the histogram can tell apart; a longer time counts as this. */
const longestUs = 3_600_000_000;

/**
 * `latency.hlog`: the latencies of all endpoints from the intended start, an HdrHistogram (microseconds, three
 * significant digits) for each second, in HdrHistogram's log format 1.3, which its plotters and readers take.
 */
export class LatencyLog implements RunObserver {
  readonly name = "latency log";
  readonly #path: string;
  readonly #remedy: string;
  readonly #second = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: longestUs,
    numberOfSignificantValueDigits: 3,
  });
  #file: LineFile | undefined;

  /** `path` is absolute; `remedy`: what to do when it cannot be written, as the end of a sentence. */
  constructor(path: string, remedy: string) {
    this.#path = path;
    this.#remedy = remedy;
  }

  async start({ run }: RunStart): Promise<void> {
    let head = "";
    const writer = new HistogramLogWriter((text) => (head += text));
    writer.outputComment(`[Latencies of run ${run.id} in microseconds, from the intended start; Interval_Max in ms]`);
    writer.outputLogFormatVersion();
    const seconds = (run.startedAtMs / 1000).toFixed(3);
    writer.outputComment(`[StartTime: ${seconds} (seconds since epoch), ${new Date(run.startedAtMs).toISOString()}]`);
    writer.outputLegend();
    await writing(this.#path, this.#remedy, async () => {
      await makeFolderOf(this.#path);
      this.#file = await LineFile.create(this.#path, head);
    });
  }

  async abandon(): Promise<void> {
    await this.#file?.close();
  }

  leave(): Promise<void> {
    return this.abandon();
  }

  tick({ second, endpoints }: Tick): void {
    this.#second.reset();
    for (const { intended } of endpoints) this.#add(intended);
    const writer = new HistogramLogWriter((line) => this.#file?.append(line));
    writer.outputIntervalHistogram(this.#second, second, second + 1, 1000);
  }

  async end(): Promise<void> {
    await writing(this.#path, this.#remedy, async () => this.#file?.close());
  }

  #add({ indexes, counts }: SparseHistogram): void {
    for (const [i, index] of indexes.entries()) {
      this.#second.recordValueWithCount(Math.min(longestUs, Math.round(middleUsOf(index))), counts[i]!);
    }
  }
}

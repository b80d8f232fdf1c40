/** What is told of each second, once. */
export interface MergeListener<Report> {
  /** The second is complete: what `workers` reported of it. */
  second(second: number, workers: readonly string[], reports: readonly Report[]): void;
  /** What came of a second that was handed on already. */
  late(second: number, worker: string, report: Report): void;
}

interface Pending<Report> {
  readonly workers: string[];
  readonly reports: Report[];
}

/**
 * Collects the workers' reports by second and hands a second on when it is complete, in order. A worker reports its
 * seconds in order; what comes again is known by that.
 */
export class SecondMerge<Report> {
  readonly #listener: MergeListener<Report>;
  readonly #pending = new Map<number, Pending<Report>>();
  /** The last second that was taken of each worker. */
  readonly #taken = new Map<string, number>();
  #next = 0;

  constructor(listener: MergeListener<Report>) {
    this.#listener = listener;
  }

  /** The first second that was not handed on. */
  get next(): number {
    return this.#next;
  }

  add(second: number, worker: string, report: Report): void {
    if (second <= (this.#taken.get(worker) ?? -1)) return;
    this.#taken.set(worker, second);
    if (second < this.#next) return this.#listener.late(second, worker, report);
    const pending = this.#pending.get(second);
    if (pending === undefined) this.#pending.set(second, { workers: [worker], reports: [report] });
    else {
      pending.workers.push(worker);
      pending.reports.push(report);
    }
  }

  /** What another coordinator had handed on before: it is not handed on again. */
  skip(second: number, workers: readonly string[]): void {
    this.#next = Math.max(this.#next, second + 1);
    for (const worker of workers) this.#taken.set(worker, Math.max(second, this.#taken.get(worker) ?? -1));
  }

  /** Hands on what is complete: seconds up to `reportedBy`, which every worker that still works has reported. */
  advance(reportedBy: number): void {
    const last = Math.max(-1, ...this.#pending.keys());
    while (this.#next <= Math.min(reportedBy, last)) {
      const second = this.#next++;
      const pending = this.#pending.get(second);
      this.#pending.delete(second);
      if (pending !== undefined) this.#listener.second(second, pending.workers, pending.reports);
    }
  }
}

/** Collects the workers' reports by second and hands a second on when it is complete, in order. */
export class SecondMerge<Report> {
  readonly #onSecond: (second: number, reports: readonly Report[]) => void;
  readonly #onLate: (second: number, report: Report) => void;
  readonly #pending = new Map<number, Report[]>();
  #next = 0;

  /** `onLate` is told of what comes for a second that was handed on already. */
  constructor(
    onSecond: (second: number, reports: readonly Report[]) => void,
    onLate: (second: number, report: Report) => void,
  ) {
    this.#onSecond = onSecond;
    this.#onLate = onLate;
  }

  add(second: number, report: Report): void {
    if (second < this.#next) return this.#onLate(second, report);
    const reports = this.#pending.get(second);
    if (reports === undefined) this.#pending.set(second, [report]);
    else reports.push(report);
  }

  /** Hands on what is complete: seconds up to `reportedBy`, which every worker that still works has reported. */
  advance(reportedBy: number): void {
    const last = Math.max(-1, ...this.#pending.keys());
    while (this.#next <= Math.min(reportedBy, last)) {
      const second = this.#next++;
      const reports = this.#pending.get(second);
      this.#pending.delete(second);
      if (reports !== undefined) this.#onSecond(second, reports);
    }
  }
}

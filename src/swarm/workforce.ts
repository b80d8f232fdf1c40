import type { Parts } from "../engine/index.ts";
import { PartsBook } from "./parts-book.ts";
import type { PastRun } from "./run-log.ts";
import type { Relived } from "./relive.ts";
import type { WorkerLink } from "./transport.ts";

/** A worker as its coordinator sees it. */
export interface WorkerState {
  readonly link: WorkerLink;
  /** The last second reported; the one before it began to work, if there is none. */
  reported: number;
  isPrepared: boolean;
  isStarted: boolean;
  isDone: boolean;
}

/** The workers of a run, which of them holds which parts, and what they are told of that. */
export class Workforce<Share> {
  readonly #workers = new Set<WorkerState>();
  readonly #book: PartsBook<WorkerState>;
  #shareOf: (parts: Parts) => Share;

  /** For work that is cut into `parts`. */
  constructor(parts: number, shareOf: (parts: Parts) => Share) {
    this.#book = new PartsBook(parts);
    this.#shareOf = shareOf;
  }

  get isEmpty(): boolean {
    return this.#workers.size === 0;
  }

  get isAllPrepared(): boolean {
    return !this.isEmpty && [...this.#workers].every(({ isPrepared }) => isPrepared);
  }

  get isAllDone(): boolean {
    return [...this.#workers].every(({ isDone }) => isDone);
  }

  /** The last second that every worker which still works has reported; Infinity: nobody works. */
  get reportedBy(): number {
    let by = Number.POSITIVE_INFINITY;
    for (const { isStarted, isDone, reported } of this.#workers) {
      if (isStarted && !isDone) by = Math.min(by, reported);
    }
    return by;
  }

  has(worker: WorkerState): boolean {
    return this.#workers.has(worker);
  }

  /** Workers of the beginning share the work at once. */
  gather(links: readonly WorkerLink[]): WorkerState[] {
    const workers = this.admit(links);
    for (const worker of workers) this.#book.join(worker);
    const changed = this.#book.balance();
    for (const worker of workers) changed.delete(worker);
    this.#postAll(changed);
    return workers;
  }

  /** A worker that joins a run under way begins with nothing. */
  admit(links: readonly WorkerLink[]): WorkerState[] {
    const fresh = { reported: -1, isPrepared: false, isStarted: false, isDone: false };
    const workers = links.map((link): WorkerState => ({ ...fresh, link }));
    for (const worker of workers) this.#workers.add(worker);
    return workers;
  }

  /** The workers of another coordinator, where they are; `reported`: the last second that was merged. */
  takeOver({ workers, firstTurn }: PastRun, { lost, done }: Relived, reported: number): WorkerState[] {
    const holdings = new Map<WorkerState, readonly number[]>();
    const all = workers.map(({ link, held, isStarted }) => {
      const worker = { link, reported, isPrepared: isStarted, isStarted, isDone: done.has(link.id) };
      if (!lost.has(link.id)) this.#workers.add(worker);
      if (!lost.has(link.id) && isStarted) holdings.set(worker, held);
      return worker;
    });
    this.#book.takeOver(holdings, firstTurn);
    this.#postAll(holdings.keys());
    return all;
  }

  /** What a worker begins with. */
  firstShare(worker: WorkerState): { readonly share: Share; readonly held: readonly number[] } {
    const parts = this.#partsOf(worker);
    return { share: this.#shareOf(parts), held: parts.held };
  }

  startAll(startMs: number): void {
    for (const worker of this.#workers) this.#start(worker, startMs);
  }

  /** Starts a worker that joined late, and gives it its share of the parts; `second`: the one that is open. */
  bringIn(worker: WorkerState, startMs: number, second: number): void {
    worker.reported = second - 1;
    this.#start(worker, startMs);
    this.#book.join(worker);
    this.rebalance();
  }

  stop(graceMs: number): void {
    for (const { link, isDone } of this.#workers) if (!isDone) link.post({ type: "stop", graceMs });
  }

  /** Hands every worker its share of a changed whole. */
  retarget(shareOf: (parts: Parts) => Share): void {
    this.#shareOf = shareOf;
    for (const worker of this.#workers) if (!worker.isDone) this.#post(worker);
  }

  /** The worker did what it was told in this turn: what it gave up is free. */
  confirm(worker: WorkerState, turn: number): void {
    this.#book.confirm(worker, turn);
    this.rebalance();
  }

  leave(worker: WorkerState): void {
    this.#workers.delete(worker);
    this.#book.leave(worker);
  }

  rebalance(): void {
    this.#postAll(this.#book.balance());
  }

  #start(worker: WorkerState, startMs: number): void {
    worker.isStarted = true;
    worker.link.post({ type: "start", startMs });
  }

  #postAll(workers: Iterable<WorkerState>): void {
    for (const worker of workers) this.#post(worker);
  }

  #post(worker: WorkerState): void {
    const turn = this.#book.nextTurn(worker);
    worker.link.post({ type: "retarget", ...this.firstShare(worker), turn });
  }

  #partsOf(worker: WorkerState): Parts {
    return { of: this.#book.of, held: this.#book.held(worker) };
  }
}

import type { Parts } from "../engine/index.ts";
import { type Clock, errorFromRecord, exitCodes, KitError } from "../ground/index.ts";
import { type FromWorker, protocolVersion } from "./messages.ts";
import { PartsBook } from "./parts-book.ts";
import { SecondMerge } from "./second-merge.ts";
import type { Transport, WorkerLink } from "./transport.ts";

export interface JobOrder<Share, Report> {
  /** The job's name in the workers' table. */
  readonly job: string;
  /** The same for every worker; structured-cloneable. */
  readonly input: unknown;
  /** The share that some parts of the whole are; a worker may be given other parts while it works. */
  readonly shareOf: (parts: Parts) => Share;
  /** Called once a second, in order, with the reports of all workers for that second. */
  readonly onReports: (second: number, reports: readonly Report[]) => void;
  /** Called with what a worker reports of a second that was merged without it. */
  readonly onLateReport?: (second: number, report: Report) => void;
  /** Called when a worker is gone and the others take over its parts. */
  readonly onLost?: (loss: WorkerLoss) => void;
  /** Called when every worker is ready, right before all start at `startMs` of the shared clock. */
  readonly onStart?: (startMs: number) => void;
}

/** A worker that ended before its work was done. */
export interface WorkerLoss {
  readonly id: string;
  readonly reason: string;
  /** The last second it reported; −1: none. */
  readonly reported: number;
}

interface WorkerState {
  readonly link: WorkerLink;
  /** The last second reported; the one before it began to work, if there is none. */
  reported: number;
  isPrepared: boolean;
  isDone: boolean;
}

/** Runs one job on all workers of a transport: prepare, common start, reports merged by second, stop, end. */
export class Coordinator<Share, Report> {
  readonly #order: JobOrder<Share, Report>;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #workers = new Set<WorkerState>();
  readonly #book: PartsBook<WorkerState>;
  readonly #merge: SecondMerge<Report>;
  readonly #prepared = Promise.withResolvers<void>();
  readonly #finished = Promise.withResolvers<void>();
  #shareOf: (parts: Parts) => Share;
  #joined = 0;
  #startMs: number | undefined;
  #failure: KitError | undefined;

  private constructor(order: JobOrder<Share, Report>, transport: Transport, clock: Clock) {
    this.#order = order;
    this.#shareOf = order.shareOf;
    this.#transport = transport;
    this.#clock = clock;
    this.#book = new PartsBook(transport.parts);
    this.#merge = new SecondMerge(order.onReports, (second, report) => order.onLateReport?.(second, report));
    // A failure may come while nobody waits for one of the two yet.
    this.#prepared.promise.catch(() => undefined);
    this.#finished.promise.catch(() => undefined);
  }

  /** Opens the transport and has every worker prepare the job; throws what the first failing worker threw. */
  static async prepare<Share, Report>(
    order: JobOrder<Share, Report>,
    transport: Transport,
    clock: Clock,
  ): Promise<Coordinator<Share, Report>> {
    const coordinator = new Coordinator(order, transport, clock);
    const links = await transport.open((later) => coordinator.#join(later));
    coordinator.#join(links);
    await coordinator.#prepared.promise;
    return coordinator;
  }

  /** Starts all workers at one moment; resolves when all are done. Throws the first fatal error, after all stopped. */
  async run(): Promise<void> {
    const startMs = this.#clock.now() + this.#transport.startDelayMs;
    this.#startMs = startMs;
    this.#order.onStart?.(startMs);
    for (const { link } of this.#workers) link.post({ type: "start", startMs });
    await this.#finished.promise;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Starts nothing new; what is in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    for (const { link, isDone } of this.#workers) if (!isDone) link.post({ type: "stop", graceMs });
  }

  /** Hands every worker its share of a changed whole. */
  retarget(shareOf: (parts: Parts) => Share): void {
    this.#shareOf = shareOf;
    for (const worker of this.#workers) if (!worker.isDone) this.#post(worker);
  }

  /** Prepares workers, those of the beginning all at once. One that joins a run under way begins with nothing. */
  #join(links: readonly WorkerLink[]): void {
    const workers = links.map((link): WorkerState => ({ link, reported: -1, isPrepared: false, isDone: false }));
    for (const worker of workers) {
      this.#workers.add(worker);
      if (this.#startMs === undefined) this.#book.join(worker);
    }
    const changed = this.#startMs === undefined ? this.#book.balance() : new Set<WorkerState>();
    for (const worker of workers) {
      changed.delete(worker);
      this.#prepare(worker);
    }
    this.#postAll(changed);
  }

  #prepare(worker: WorkerState): void {
    const { job, input } = this.#order;
    const { link } = worker;
    link.listen({
      message: (message) => this.#handle(worker, message),
      lost: (reason) => this.#lose(worker, reason),
    });
    const share = this.#shareOf(this.#partsOf(worker));
    link.post({ type: "prepare", version: protocolVersion, job, input, share, worker: this.#joined++, id: link.id });
  }

  #partsOf(worker: WorkerState): Parts {
    return { of: this.#book.of, held: this.#book.held(worker) };
  }

  #handle(worker: WorkerState, message: FromWorker): void {
    if (!this.#workers.has(worker)) return this.#hearLost(message);
    switch (message.type) {
      case "prepared":
        return this.#isPrepared(worker);
      case "retargeted":
        this.#book.confirm(worker, message.turn);
        return this.#rebalance();
      case "report":
        return this.#collect(worker, message.second, message.report as Report);
      case "done":
        worker.isDone = true;
        this.#collect(worker, message.second, message.report as Report);
        return this.#finishWhenAllDone();
      case "failed":
        return this.#fail(worker, errorFromRecord(message.error));
    }
  }

  /** What a lost worker had counted is worth having, however late it comes. */
  #hearLost(message: FromWorker): void {
    if (message.type !== "report" && message.type !== "done") return;
    this.#merge.add(message.second, message.report as Report);
  }

  #isPrepared(worker: WorkerState): void {
    worker.isPrepared = true;
    if (this.#startMs !== undefined) return this.#bringIn(worker, this.#startMs);
    this.#readyWhenAllPrepared();
  }

  #readyWhenAllPrepared(): void {
    if (this.#workers.size > 0 && [...this.#workers].every(({ isPrepared }) => isPrepared)) this.#prepared.resolve();
  }

  /** A worker that came later starts with nothing and then gets its share of the parts. */
  #bringIn(worker: WorkerState, startMs: number): void {
    worker.reported = Math.floor((this.#clock.now() - startMs) / 1000) - 1;
    worker.link.post({ type: "start", startMs });
    this.#book.join(worker);
    this.#rebalance();
  }

  #rebalance(): void {
    this.#postAll(this.#book.balance());
  }

  #postAll(workers: Iterable<WorkerState>): void {
    for (const worker of workers) this.#post(worker);
  }

  #post(worker: WorkerState): void {
    const turn = this.#book.nextTurn(worker);
    worker.link.post({ type: "retarget", share: this.#shareOf(this.#partsOf(worker)), turn });
  }

  #collect(worker: WorkerState, second: number, report: Report): void {
    worker.reported = Math.max(worker.reported, second);
    this.#merge.add(second, report);
    this.#mergeComplete();
  }

  /** A second is complete when every worker that still works has reported it. */
  #mergeComplete(): void {
    let reportedBy = Number.POSITIVE_INFINITY;
    for (const { isDone, reported } of this.#workers) if (!isDone) reportedBy = Math.min(reportedBy, reported);
    this.#merge.advance(reportedBy);
  }

  #lose(worker: WorkerState, reason: string): void {
    if (!this.#workers.has(worker) || this.#isFinished) return;
    const { id } = worker.link;
    const error = new KitError("PICKUP_WORKER_LOST", `worker ${id} ended before its work was done: ${reason}`, {
      hint: "The results hold what the worker had reported; its last second is missing.",
      exitCode: exitCodes.internal,
    });
    if (!this.#transport.isElastic) return worker.isDone ? undefined : this.#fail(worker, error);
    this.#workers.delete(worker);
    this.#book.leave(worker);
    this.#order.onLost?.({ id, reason, reported: worker.reported });
    if (![...this.#workers].some(({ isDone }) => !isDone)) return this.#failWith(error);
    this.#rebalance();
    this.#mergeComplete();
    this.#readyWhenAllPrepared();
  }

  get #isFinished(): boolean {
    return [...this.#workers].every(({ isDone }) => isDone);
  }

  #fail(worker: WorkerState, error: KitError): void {
    worker.isDone = true;
    this.#failWith(error);
  }

  #failWith(error: KitError): void {
    this.#failure ??= error;
    this.#prepared.reject(error);
    this.stop(0);
    this.#mergeComplete();
    this.#finishWhenAllDone();
  }

  #finishWhenAllDone(): void {
    if (this.#isFinished) this.#finished.resolve();
  }
}

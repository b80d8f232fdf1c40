import type { Parts } from "../engine/index.ts";
import { type Clock, errorFromRecord, exitCodes, KitError, type Timer } from "../ground/index.ts";
import { type FromWorker, protocolVersion } from "./messages.ts";
import { PartsBook } from "./parts-book.ts";
import { relive } from "./relive.ts";
import type { PastRun, WorkerLoss } from "./run-log.ts";
import { SecondMerge } from "./second-merge.ts";
import type { Transport, WorkerLink } from "./transport.ts";

export interface JobOrder<Share, Report> {
  /** The job's name in the workers' table. */
  readonly job: string;
  /** The same for every worker; structured-cloneable. */
  readonly input: unknown;
  /** The share that some parts of the whole are; a worker may be given other parts while it works. */
  readonly shareOf: (parts: Parts) => Share;
  /** What the reports of one second come to; left out: they stay as they are. */
  readonly merged?: (reports: readonly Report[]) => Report;
  /** Called once a second, in order, with the reports of all workers for that second, or with what they come to. */
  readonly onReports: (second: number, reports: readonly Report[]) => void;
  /** Called with every report when it comes, before its second is complete. */
  readonly onHeard?: (report: Report) => void;
  /** Called with what a worker reports of a second that was merged without it. */
  readonly onLateReport?: (second: number, report: Report) => void;
  /** Called when a worker is gone and the others take over its parts. */
  readonly onLost?: (loss: WorkerLoss) => void;
  /** Called when every worker is ready, right before all start at `startMs` of the shared clock. */
  readonly onStart?: (startMs: number) => void;
  /** Called with what was noted of the run before this process took it over: see {@link Coordinator.note}. */
  readonly onNote?: (note: unknown) => void;
}

interface WorkerState {
  readonly link: WorkerLink;
  /** The last second reported; the one before it began to work, if there is none. */
  reported: number;
  isPrepared: boolean;
  isStarted: boolean;
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
  /** While no worker is left: until when one may come. */
  #patience: Timer | undefined;

  private constructor(order: JobOrder<Share, Report>, transport: Transport, clock: Clock) {
    this.#order = order;
    this.#shareOf = order.shareOf;
    this.#transport = transport;
    this.#clock = clock;
    this.#book = new PartsBook(transport.parts);
    this.#merge = new SecondMerge({
      second: (second, workers, reports) => this.#handOn(second, workers, reports),
      late: (second, worker, report) => this.#handOnLate(second, worker, report),
    });
    // A failure may come while nobody waits for one of the two yet.
    this.#prepared.promise.catch(() => undefined);
    this.#finished.promise.catch(() => undefined);
  }

  /**
   * Opens the transport and has every worker prepare the job, or goes on with what another coordinator began. Throws
   * what the first failing worker threw.
   */
  static async prepare<Share, Report>(
    order: JobOrder<Share, Report>,
    transport: Transport,
    clock: Clock,
  ): Promise<Coordinator<Share, Report>> {
    const coordinator = new Coordinator(order, transport, clock);
    const opening = Promise.withResolvers<void>();
    const { links, past } = await transport.open({
      joined: (later) => void opening.promise.then(() => coordinator.#join(later)),
      failed: (error) => coordinator.#end(error),
    });
    if (past !== undefined) await coordinator.#takeOver(past);
    coordinator.#join(links);
    opening.resolve();
    await coordinator.#prepared.promise;
    return coordinator;
  }

  /** Starts all workers at one moment; resolves when all are done. Throws the first fatal error, after all stopped. */
  async run(): Promise<void> {
    if (this.#startMs === undefined) this.#start(this.#clock.now() + this.#transport.startDelayMs);
    this.#finishWhenAllDone();
    await this.#finished.promise;
    await this.#transport.log?.flushed();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #start(startMs: number): void {
    this.#startMs = startMs;
    this.#order.onStart?.(startMs);
    this.#transport.log?.append({ kind: "start", wallMs: this.#clock.wallNow() + startMs - this.#clock.now() });
    for (const worker of this.#workers) this.#startWorker(worker, startMs);
  }

  #startWorker(worker: WorkerState, startMs: number): void {
    worker.isStarted = true;
    worker.link.post({ type: "start", startMs });
  }

  /** Writes down what the order wants to be told again when another process takes the run over. */
  note(note: unknown): void {
    this.#transport.log?.append({ kind: "note", note });
  }

  /** Starts nothing new; what is in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    for (const { link, isDone } of this.#workers) if (!isDone) link.post({ type: "stop", graceMs });
    if (this.#patience !== undefined) this.#end();
  }

  /** Hands every worker its share of a changed whole. */
  retarget(shareOf: (parts: Parts) => Share): void {
    this.#shareOf = shareOf;
    for (const worker of this.#workers) if (!worker.isDone) this.#post(worker);
  }

  /** Prepares workers, those of the beginning all at once. One that joins a run under way begins with nothing. */
  #join(links: readonly WorkerLink[]): void {
    const fresh = { reported: -1, isPrepared: false, isStarted: false, isDone: false };
    const workers = links.map((link): WorkerState => ({ ...fresh, link }));
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
    this.#listen(worker);
    const parts = this.#partsOf(worker);
    const place = { worker: this.#joined++, id: link.id };
    link.post({
      type: "prepare",
      version: protocolVersion,
      job,
      input,
      share: this.#shareOf(parts),
      held: parts.held,
      ...place,
    });
  }

  #listen(worker: WorkerState): void {
    worker.link.listen({
      message: (message) => this.#handle(worker, message),
      lost: (reason) => this.#lose(worker, reason),
    });
  }

  /** Tells the order what happened, and leads the workers from where they are; what they said meanwhile is heard then. */
  async #takeOver(past: PastRun): Promise<void> {
    const { startMs, lost, done } = await relive(past, this.#order, this.#merge, this.#clock);
    this.#startMs = startMs;
    this.#joined = past.workers.length;
    const holdings = new Map<WorkerState, readonly number[]>();
    const all = past.workers.map(({ link, held, isStarted }) => {
      const isDone = done.has(link.id);
      const worker = { link, reported: this.#merge.next - 1, isPrepared: isStarted, isStarted, isDone };
      if (!lost.has(link.id)) this.#workers.add(worker);
      if (!lost.has(link.id) && isStarted) holdings.set(worker, held);
      return worker;
    });
    this.#book.takeOver(holdings, past.firstTurn);
    this.#prepared.resolve();
    this.#postAll(holdings.keys());
    for (const worker of all) this.#listen(worker);
    if (this.#workers.size === 0) this.#awaitWorker();
  }

  #partsOf(worker: WorkerState): Parts {
    return { of: this.#book.of, held: this.#book.held(worker) };
  }

  #handle(worker: WorkerState, message: FromWorker): void {
    if (!this.#workers.has(worker)) return this.#hearLost(worker, message);
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
        this.#transport.log?.append({ kind: "done", worker: worker.link.id });
        return this.#finishWhenAllDone();
      case "failed":
        return this.#fail(worker, errorFromRecord(message.error));
      case "line":
        return;
    }
  }

  /** What a lost worker had counted is worth having, however late it comes. */
  #hearLost({ link }: WorkerState, message: FromWorker): void {
    if (message.type !== "report" && message.type !== "done") return;
    this.#merge.add(message.second, link.id, message.report as Report);
  }

  #isPrepared(worker: WorkerState): void {
    if (worker.isPrepared) return;
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
    this.#patience?.cancel();
    this.#patience = undefined;
    this.#startWorker(worker, startMs);
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
    const parts = this.#partsOf(worker);
    worker.link.post({ type: "retarget", share: this.#shareOf(parts), held: parts.held, turn });
  }

  #collect(worker: WorkerState, second: number, report: Report): void {
    worker.reported = Math.max(worker.reported, second);
    this.#order.onHeard?.(report);
    this.#merge.add(second, worker.link.id, report);
    this.#mergeComplete();
  }

  #handOn(second: number, workers: readonly string[], all: readonly Report[]): void {
    const { merged, onReports } = this.#order;
    const reports = merged === undefined ? all : [merged(all)];
    this.#transport.log?.append({ kind: "second", second, workers, reports });
    onReports(second, reports);
  }

  #handOnLate(second: number, worker: string, report: Report): void {
    this.#transport.log?.append({ kind: "late", second, worker, report });
    this.#order.onLateReport?.(second, report);
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
    const atMs = Math.max(0, this.#clock.now() - (this.#startMs ?? this.#clock.now()));
    const loss = { id, reason, reported: worker.reported, atMs };
    this.#transport.log?.append({ kind: "lost", loss });
    this.#order.onLost?.(loss);
    if (![...this.#workers].some(({ isDone }) => !isDone)) {
      return this.#startMs === undefined ? this.#failWith(error) : this.#awaitWorker();
    }
    this.#rebalance();
    this.#mergeComplete();
    this.#readyWhenAllPrepared();
  }

  /** Nobody works any more, and the work is not done. */
  #awaitWorker(): void {
    this.#mergeComplete();
    const { patienceMs } = this.#transport;
    this.#patience?.cancel();
    this.#patience = this.#clock.after(patienceMs, () => this.#end(deserted(patienceMs)));
  }

  get #isFinished(): boolean {
    return this.#patience === undefined && [...this.#workers].every(({ isDone }) => isDone);
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

  /** Nobody is waited for any more. */
  #end(error?: KitError): void {
    this.#failure ??= error;
    this.#patience?.cancel();
    this.#patience = undefined;
    if (error !== undefined) this.#prepared.reject(error);
    this.#mergeComplete();
    this.#finished.resolve();
  }

  #finishWhenAllDone(): void {
    if (this.#isFinished) this.#finished.resolve();
  }
}

function deserted(waitedMs: number): KitError {
  const said = `all workers were lost, and within ${waitedMs / 1000} s no other one came`;
  return new KitError("PICKUP_WORKER_LOST", said, {
    hint: "The results hold what the workers had reported. Start `pickup worker` again in time for the next run.",
    exitCode: exitCodes.internal,
  });
}

import type { Parts } from "../engine/index.ts";
import { type Clock, errorFromRecord, exitCodes, KitError, type Timer } from "../ground/index.ts";
import { type FromWorker, protocolVersion } from "./messages.ts";
import { relive } from "./relive.ts";
import type { PastRun, WorkerLoss } from "./run-log.ts";
import { SecondMerge } from "./second-merge.ts";
import type { Transport, WorkerLink } from "./transport.ts";
import { Workforce, type WorkerState } from "./workforce.ts";

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

/** Runs one job on all workers of a transport: prepare, common start, reports merged by second, stop, end. */
export class Coordinator<Share, Report> {
  readonly #order: JobOrder<Share, Report>;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #workforce: Workforce<Share>;
  readonly #merge: SecondMerge<Report>;
  readonly #prepared = Promise.withResolvers<void>();
  readonly #finished = Promise.withResolvers<void>();
  #joined = 0;
  #isStopping = false;
  #startMs: number | undefined;
  #failure: KitError | undefined;
  /** While no worker is left: until when one may come. */
  #patience: Timer | undefined;

  private constructor(order: JobOrder<Share, Report>, transport: Transport, clock: Clock) {
    this.#order = order;
    this.#transport = transport;
    this.#clock = clock;
    this.#workforce = new Workforce(transport.parts, order.shareOf);
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
    this.#workforce.startAll(startMs);
  }

  /** Writes down what the order wants to be told again when another process takes the run over. */
  note(note: unknown): void {
    this.#transport.log?.append({ kind: "note", note });
  }

  /** Starts nothing new; what is in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    this.#isStopping = true;
    this.#workforce.stop(graceMs);
    if (this.#patience !== undefined) this.#end();
  }

  /** Hands every worker its share of a changed whole. */
  retarget(shareOf: (parts: Parts) => Share): void {
    this.#workforce.retarget(shareOf);
  }

  #join(links: readonly WorkerLink[]): void {
    const isBeginning = this.#startMs === undefined;
    const workers = isBeginning ? this.#workforce.gather(links) : this.#workforce.admit(links);
    for (const worker of workers) this.#prepare(worker);
  }

  #prepare(worker: WorkerState): void {
    const { job, input } = this.#order;
    this.#listen(worker);
    const place = { worker: this.#joined++, id: worker.link.id };
    const share = this.#workforce.firstShare(worker);
    worker.link.post({ type: "prepare", version: protocolVersion, job, input, ...share, ...place });
  }

  #listen(worker: WorkerState): void {
    worker.link.listen({
      message: (message) => this.#handle(worker, message),
      lost: (reason) => this.#lose(worker, reason),
    });
  }

  /** Tells the order what happened, and leads the workers from where they are; what they said meanwhile is heard then. */
  async #takeOver(past: PastRun): Promise<void> {
    const relived = await relive(past, this.#order, this.#merge, this.#clock);
    this.#startMs = relived.startMs;
    this.#joined = past.workers.length;
    const workers = this.#workforce.takeOver(past, relived, this.#merge.next - 1);
    this.#prepared.resolve();
    for (const worker of workers) this.#listen(worker);
    if (this.#workforce.isEmpty) this.#awaitWorker();
  }

  #handle(worker: WorkerState, message: FromWorker): void {
    if (!this.#workforce.has(worker)) return this.#hearLost(worker, message);
    switch (message.type) {
      case "prepared":
        return this.#isPrepared(worker);
      case "retargeted":
        return this.#workforce.confirm(worker, message.turn);
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
    if (this.#workforce.isAllPrepared) this.#prepared.resolve();
  }

  /** A worker that came later starts with nothing and then gets its share of the parts. */
  #bringIn(worker: WorkerState, startMs: number): void {
    this.#patience?.cancel();
    this.#patience = undefined;
    this.#workforce.bringIn(worker, startMs, Math.floor((this.#clock.now() - startMs) / 1000));
    if (this.#isStopping) this.#workforce.stop(0);
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
    this.#merge.advance(this.#workforce.reportedBy);
  }

  #lose(worker: WorkerState, reason: string): void {
    if (!this.#workforce.has(worker) || this.#isFinished) return;
    const { id } = worker.link;
    const error = new KitError("PICKUP_WORKER_LOST", `worker ${id} ended before its work was done: ${reason}`, {
      hint: "The results hold what the worker had reported; its last second is missing.",
      exitCode: exitCodes.internal,
    });
    if (!this.#transport.isElastic) return worker.isDone ? undefined : this.#fail(worker, error);
    this.#workforce.leave(worker);
    const atMs = Math.max(0, this.#clock.now() - (this.#startMs ?? this.#clock.now()));
    const loss = { id, reason, reported: worker.reported, atMs };
    this.#transport.log?.append({ kind: "lost", loss });
    this.#order.onLost?.(loss);
    if (this.#workforce.isAllDone) {
      return this.#startMs === undefined ? this.#failWith(error) : this.#awaitWorker();
    }
    this.#workforce.rebalance();
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
    return this.#patience === undefined && this.#workforce.isAllDone;
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

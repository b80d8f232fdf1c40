import { type Clock, errorFromRecord, exitCodes, KitError } from "../ground/index.ts";
import { type FromWorker, protocolVersion } from "./messages.ts";
import type { Transport, WorkerLink } from "./transport.ts";

export interface JobOrder<Share, Report> {
  /** The job's name in the workers' table. */
  readonly job: string;
  /** The same for every worker; structured-cloneable. */
  readonly input: unknown;
  /** The share of worker `worker` of `workers`. */
  readonly shareOf: (worker: number, workers: number) => Share;
  /** Called once a second, in order, with the reports of all workers for that second. */
  readonly onReports: (second: number, reports: readonly Report[]) => void;
  /** Called when every worker is ready, right before all start at `startMs` of the shared clock. */
  readonly onStart?: (startMs: number) => void;
}

interface WorkerState {
  readonly link: WorkerLink;
  /** The last second reported; −1 before the first. */
  reported: number;
  done: boolean;
}

/** The moment between the last "prepared" and the common start, so that the word reaches every worker in time. */
const startDelayMs = 20;

/** Runs one job on all workers of a transport: prepare, common start, reports merged by second, stop, end. */
export class Coordinator<Share, Report> {
  readonly #order: JobOrder<Share, Report>;
  readonly #clock: Clock;
  readonly #workers: WorkerState[];
  readonly #pending = new Map<number, Report[]>();
  readonly #prepared = Promise.withResolvers<void>();
  readonly #finished = Promise.withResolvers<void>();
  #unprepared: number;
  #nextSecond = 0;
  #failure: KitError | undefined;

  private constructor(order: JobOrder<Share, Report>, links: readonly WorkerLink[], clock: Clock) {
    this.#order = order;
    this.#clock = clock;
    this.#unprepared = links.length;
    this.#workers = links.map((link) => ({ link, reported: -1, done: false }));
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
    const links = await transport.open();
    const coordinator = new Coordinator(order, links, clock);
    coordinator.#prepareAll();
    await coordinator.#prepared.promise;
    return coordinator;
  }

  /** Starts all workers at one moment; resolves when all are done. Throws the first fatal error, after all stopped. */
  async run(): Promise<void> {
    const startMs = this.#clock.now() + startDelayMs;
    this.#order.onStart?.(startMs);
    for (const { link } of this.#workers) link.post({ type: "start", startMs });
    await this.#finished.promise;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Starts nothing new; what is in flight may take `graceMs` more. */
  stop(graceMs: number): void {
    for (const { link, done } of this.#workers) if (!done) link.post({ type: "stop", graceMs });
  }

  /** Hands every worker its share of a changed whole. */
  retarget(shareOf: (worker: number, workers: number) => Share): void {
    for (const [worker, { link, done }] of this.#workers.entries()) {
      if (!done) link.post({ type: "retarget", share: shareOf(worker, this.#workers.length) });
    }
  }

  #prepareAll(): void {
    const { job, input, shareOf } = this.#order;
    const workers = this.#workers.length;
    for (const [worker, state] of this.#workers.entries()) {
      state.link.listen({
        message: (message) => this.#handle(state, message),
        lost: (reason) => this.#lose(state, reason),
      });
      const share = shareOf(worker, workers);
      state.link.post({ type: "prepare", version: protocolVersion, job, input, share, worker, workers });
    }
  }

  #handle(state: WorkerState, message: FromWorker): void {
    switch (message.type) {
      case "prepared":
        if (--this.#unprepared === 0) this.#prepared.resolve();
        return;
      case "report":
        return this.#collect(state, message.second, message.report as Report);
      case "done":
        state.done = true;
        this.#collect(state, message.second, message.report as Report);
        return this.#finishWhenAllDone();
      case "failed":
        return this.#fail(state, errorFromRecord(message.error));
    }
  }

  #collect(state: WorkerState, second: number, report: Report): void {
    state.reported = second;
    const reports = this.#pending.get(second);
    if (reports === undefined) this.#pending.set(second, [report]);
    else reports.push(report);
    this.#mergeComplete();
  }

  /** A second is complete when every worker that still runs has reported it. */
  #mergeComplete(): void {
    for (;;) {
      const second = this.#nextSecond;
      const reports = this.#pending.get(second);
      if (reports === undefined || this.#workers.some(({ done, reported }) => !done && reported < second)) return;
      this.#pending.delete(second);
      this.#nextSecond++;
      this.#order.onReports(second, reports);
    }
  }

  #lose(state: WorkerState, reason: string): void {
    if (state.done) return;
    const error = new KitError(
      "PICKUP_WORKER_LOST",
      `worker ${state.link.id} ended before its work was done: ${reason}`,
      {
        hint: "The results hold what the worker had reported; its last second is missing.",
        exitCode: exitCodes.internal,
      },
    );
    this.#fail(state, error);
  }

  #fail(state: WorkerState, error: KitError): void {
    state.done = true;
    this.#failure ??= error;
    this.#prepared.reject(error);
    this.stop(0);
    this.#mergeComplete();
    this.#finishWhenAllDone();
  }

  #finishWhenAllDone(): void {
    if (this.#workers.every(({ done }) => done)) this.#finished.resolve();
  }
}

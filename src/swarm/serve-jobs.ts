import { type Clock, errorRecordOf, KitError, type Lease, type Timer } from "../ground/index.ts";
import type { Job, JobFactory } from "./job.ts";
import { LineBoard } from "./line-board.ts";
import { protocolVersion, type ToWorker } from "./messages.ts";
import type { CoordinatorLink } from "./transport.ts";

type AnyFactory = JobFactory<unknown, unknown, unknown>;
type AnyJob = Job<unknown, unknown>;

/** The jobs a worker can do, by name, each loaded only when it is asked for. */
export interface JobTable {
  readonly [name: string]: () => Promise<AnyFactory>;
}

/** The worker's half of the protocol: prepares the job it is told, runs it, and reports at the end of each second. */
export function serveJobs(link: CoordinatorLink, jobs: JobTable, clock: Clock, lease?: Lease): void {
  const worker = new JobServer(link, jobs, clock, lease);
  link.listen((message) => worker.handle(message));
}

class JobServer {
  readonly #link: CoordinatorLink;
  readonly #jobs: JobTable;
  readonly #clock: Clock;
  readonly #lease: Lease | undefined;
  /** Where a lease can end, parts move, and what is known of them must move with them. */
  readonly #board: LineBoard | undefined;
  #job: AnyJob | undefined;
  #startMs = 0;
  #second = 0;
  #boundary: Timer | undefined;

  constructor(link: CoordinatorLink, jobs: JobTable, clock: Clock, lease: Lease | undefined) {
    this.#link = link;
    this.#jobs = jobs;
    this.#clock = clock;
    this.#lease = lease;
    this.#board = lease === undefined ? undefined : new LineBoard(link);
  }

  handle(message: ToWorker): void {
    switch (message.type) {
      case "prepare":
        return void this.#prepare(message).catch((error: unknown) => this.#fail(error));
      case "start":
        return void this.#run(message.startMs).catch((error: unknown) => this.#fail(error));
      case "retarget":
        return void this.#retarget(message).catch((error: unknown) => this.#fail(error));
      case "line":
        return this.#board?.hear(message.line);
      case "kept":
        return this.#board?.kept(message.n);
      case "suspend":
        return this.#job?.suspend?.();
      case "resume":
        return this.#job?.resume?.();
      case "stop":
        return this.#job?.stop(message.graceMs);
    }
  }

  async #prepare(message: ToWorker & { type: "prepare" }): Promise<void> {
    const spoken: number = message.version;
    if (spoken !== protocolVersion) {
      const said = `the coordinator speaks version ${spoken} of the protocol, this worker ${String(protocolVersion)}`;
      throw new KitError("PICKUP_WORKER_VERSION", said, {
        hint: "Run the same version of pickup-load-test everywhere.",
      });
    }
    const load = this.#jobs[message.job];
    if (load === undefined) throw new Error(`no job named ${message.job}`);
    const factory = await load();
    const { input, share, worker, id } = message;
    this.#job = await factory({ input, share, worker, id, clock: this.#clock, lease: this.#lease, board: this.#board });
    this.#link.post({ type: "prepared" });
  }

  async #retarget({ share, turn }: ToWorker & { type: "retarget" }): Promise<void> {
    await this.#job?.retarget?.(share);
    this.#link.post({ type: "retargeted", turn });
  }

  async #run(startMs: number): Promise<void> {
    const job = this.#job!;
    this.#startMs = startMs;
    // Whoever joins a run under way begins with the second that is open.
    this.#second = Math.max(0, Math.floor((this.#clock.now() - startMs) / 1000));
    this.#awaitBoundary(job);
    try {
      await job.run(startMs);
    } finally {
      this.#boundary?.cancel();
    }
    this.#link.post({ type: "done", second: this.#second, report: job.report(this.#second) });
  }

  #awaitBoundary(job: AnyJob): void {
    const dueMs = this.#startMs + (this.#second + 1) * 1000;
    this.#boundary = this.#clock.after(dueMs - this.#clock.now(), () => {
      // A timer may fire a little early; a second that is not over is not closed.
      if (this.#clock.now() >= dueMs) {
        this.#link.post({ type: "report", second: this.#second, report: job.report(this.#second) });
        this.#second++;
      }
      this.#awaitBoundary(job);
    });
  }

  #fail(error: unknown): void {
    this.#boundary?.cancel();
    this.#link.post({ type: "failed", error: errorRecordOf(error) });
  }
}

import { parentPort, Worker, workerData } from "node:worker_threads";
import type { Lease } from "../ground/index.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { SharedLease } from "./shared-lease.ts";
import type { CoordinatorLink, Transport, WorkerLink, WorkerListener } from "./transport.ts";

/** V8 lets the young generation of a thread grow to 190 MB before it collects; that would be memory of no user. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/**
 * Workers as threads of this process; `entry` is the module each one runs, which must call `serveJobs`. `lease`: memory
 * that holds the moment until which they may act; left out: as long as they live.
 */
export function threadTransport(workers: number, entry: URL, lease?: SharedArrayBuffer): Transport {
  let threads: Worker[] = [];
  return {
    workers,
    parts: workers,
    isElastic: false,
    startDelayMs: 20,
    patienceMs: 0,
    async open() {
      threads = Array.from(
        { length: workers },
        (_, index) => new Worker(entry, { name: `pickup-${index}`, resourceLimits, workerData: { lease } }),
      );
      return { links: threads.map((thread, index) => linkTo(thread, `thread-${index}`)) };
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function linkTo(thread: Worker, id: string): WorkerLink {
  return {
    id,
    post: (message) => thread.postMessage(message),
    listen(listener: WorkerListener) {
      let reason: string | undefined;
      thread.on("message", (message: FromWorker) => listener.message(message));
      thread.on("error", (error) => {
        reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      });
      // An error may overtake what the worker said before it; the exit comes after both.
      thread.on("exit", (code) => listener.lost(reason ?? `the thread ended with code ${code}`));
    },
  };
}

/** The lease that this worker thread acts under; undefined when its process has none. */
export function threadLease(): Lease | undefined {
  const { lease } = (workerData ?? {}) as { lease?: SharedArrayBuffer };
  return lease === undefined ? undefined : new SharedLease(lease);
}

/** The line of a worker thread to the coordinator that started it. */
export function threadCoordinatorLink(): CoordinatorLink {
  if (parentPort === null) throw new Error("not a worker thread");
  const port = parentPort;
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => port.on("message", (message: ToWorker) => listener(message)),
  };
}

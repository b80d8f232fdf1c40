import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, sleep, VirtualClock } from "../ground/index.ts";
import { Coordinator, type JobOrder } from "./coordinator.ts";
import type { Job, JobContext } from "./job.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { type JobTable, serveJobs } from "./serve-jobs.ts";
import type { Transport, WorkerListener } from "./transport.ts";

type Factory = (context: JobContext<unknown, number>) => Promise<Job<number, string>>;

/** Workers in this thread, over a line that hands messages on in a later microtask, as a port does. */
function inlineTransport(
  workers: number,
  jobs: JobTable,
  clock: VirtualClock,
  listeners: WorkerListener[] = [],
): Transport {
  return {
    workers,
    parts: workers,
    isElastic: false,
    startDelayMs: 20,
    open: async () =>
      Array.from({ length: workers }, (_, index) => {
        let toWorker: ((message: ToWorker) => void) | undefined;
        return {
          id: `inline-${index}`,
          post: (message: ToWorker) => queueMicrotask(() => toWorker!(structuredClone(message))),
          listen(listener: WorkerListener) {
            listeners[index] = listener;
            const post = (message: FromWorker) => queueMicrotask(() => listener.message(structuredClone(message)));
            serveJobs({ post, listen: (receive) => (toWorker = receive) }, jobs, clock);
          },
        };
      }),
    close: async () => undefined,
  };
}

/** A job that works for `share` milliseconds, or until stopped, and reports its worker and the second. */
const working: Factory = async ({ share, worker, clock }) => {
  const stopped = new AbortController();
  return {
    run: (startMs) => sleep(clock, startMs + share - clock.now(), stopped.signal),
    stop: () => stopped.abort(),
    report: (second) => `${worker}@${second}`,
  };
};

function order(shares: readonly number[], job = "work"): JobOrder<number, string> & { seen: [number, string[]][] } {
  const seen: [number, string[]][] = [];
  return {
    job,
    input: {},
    shareOf: ({ held }) => shares[held[0]!]!,
    onReports: (second, reports) => seen.push([second, reports.toSorted()]),
    seen,
  };
}

const tableOf = (factory: Factory): JobTable => ({ work: async () => factory as never });

test("the reports of all workers are merged second by second, the open one at the end included", async () => {
  const clock = new VirtualClock();
  const job = order([2500, 1200]);
  const coordinator = await Coordinator.prepare(job, inlineTransport(2, tableOf(working), clock), clock);
  const ended = coordinator.run();
  await clock.advance(5000);
  await ended;
  assert.deepEqual(job.seen, [
    [0, ["0@0", "1@0"]],
    [1, ["0@1", "1@1"]],
    [2, ["0@2"]],
  ]);
});

test("a stop reaches every worker and the run ends with what was reported", async () => {
  const clock = new VirtualClock();
  const job = order([60_000, 60_000]);
  const coordinator = await Coordinator.prepare(job, inlineTransport(2, tableOf(working), clock), clock);
  const ended = coordinator.run();
  await clock.advance(1500);
  coordinator.stop(0);
  await clock.advance(0);
  await ended;
  assert.deepEqual(
    job.seen.map(([second]) => second),
    [0, 1],
  );
});

test("what a worker throws while preparing is thrown to the caller with its code and exit code", async () => {
  const clock = new VirtualClock();
  const failing: Factory = async () => {
    throw new KitError("PICKUP_TEST", "no such file", { hint: "Make one.", exitCode: 5 });
  };
  await assert.rejects(
    Coordinator.prepare(order([1]), inlineTransport(1, tableOf(failing), clock), clock),
    (error: KitError) => error.code === "PICKUP_TEST" && error.exitCode === 5 && error.hint === "Make one.",
  );
});

test("a fatal error in one worker stops the others and ends the run with that error, reports kept", async () => {
  const clock = new VirtualClock();
  const oneFails: Factory = async (context) => {
    const job = await working(context);
    if (context.worker !== 1) return job;
    return {
      ...job,
      run: async (startMs) => {
        await sleep(clock, startMs + 1300 - clock.now());
        throw new KitError("PICKUP_TEST", "the table is gone");
      },
    };
  };
  const job = order([60_000, 60_000]);
  const coordinator = await Coordinator.prepare(job, inlineTransport(2, tableOf(oneFails), clock), clock);
  const ended = coordinator.run();
  ended.catch(() => undefined);
  await clock.advance(5000);
  await assert.rejects(ended, /the table is gone/);
  assert.deepEqual(job.seen, [
    [0, ["0@0", "1@0"]],
    [1, ["0@1"]],
  ]);
});

test("a worker that vanishes ends the run with an error that names it", async () => {
  const clock = new VirtualClock();
  const listeners: WorkerListener[] = [];
  const transport = inlineTransport(2, tableOf(working), clock, listeners);
  const coordinator = await Coordinator.prepare(order([60_000, 60_000]), transport, clock);
  const ended = coordinator.run();
  ended.catch(() => undefined);
  await clock.advance(500);
  listeners[1]!.lost("killed");
  await clock.advance(100);
  await assert.rejects(ended, /inline-1 .*killed/);
});

test("a worker of another protocol version refuses the job", async () => {
  const clock = new VirtualClock();
  const said: FromWorker[] = [];
  let receive: ((message: ToWorker) => void) | undefined;
  serveJobs(
    { post: (message) => said.push(message), listen: (listener) => (receive = listener) },
    tableOf(working),
    clock,
  );
  receive!({ type: "prepare", version: 1 as 2, job: "work", input: {}, share: 1, worker: 0, id: "one" });
  await clock.advance(0);
  assert.equal(said[0]?.type, "failed");
});

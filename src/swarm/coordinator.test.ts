import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, sleep, VirtualClock } from "../ground/index.ts";
import { Coordinator, type JobOrder } from "./coordinator.ts";
import type { Job, JobContext } from "./job.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { type JobTable, serveJobs } from "./serve-jobs.ts";
import type { LogEntry, PastRun } from "./run-log.ts";
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
    patienceMs: 0,
    open: async () => ({
      links: Array.from({ length: workers }, (_, index) => {
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

test("whoever takes a run over hears again what was written down, and goes on with its workers where they are", async () => {
  const clock = new VirtualClock();
  const posted: ToWorker[] = [];
  let listener: WorkerListener | undefined;
  const link = {
    id: "one",
    post: (message: ToWorker) => posted.push(message),
    listen: (l: WorkerListener) => (listener = l),
  };
  async function* entries(): AsyncGenerator<LogEntry> {
    yield { kind: "start", wallMs: clock.wallNow() - 2000 };
    yield { kind: "second", second: 0, workers: ["one"], reports: ["one@0"] };
    yield { kind: "note", note: "edited" };
  }
  const job = { ...order([1, 2, 3]), notes: [] as unknown[], onNote: (note: unknown) => void job.notes.push(note) };
  const past: PastRun = { entries: entries(), workers: [{ link, held: [2], isStarted: true }], firstTurn: 50 };
  const transport = { ...inlineTransport(3, {}, clock), open: async () => ({ links: [], past }) };
  const coordinator = await Coordinator.prepare(job, transport, clock);
  const ended = coordinator.run();
  assert.deepEqual(posted, [{ type: "retarget", share: 3, held: [2], turn: 51 }]);
  for (const second of [0, 1]) listener!.message({ type: "report", second, report: `one@${second}` });
  listener!.message({ type: "done", second: 2, report: "one@2" });
  await ended;
  assert.deepEqual(job.seen, [
    [0, ["one@0"]],
    [1, ["one@1"]],
    [2, ["one@2"]],
  ]);
  assert.deepEqual(job.notes, ["edited"]);
});

test("when all workers of an elastic transport are lost the run waits for another one, but not for ever", async () => {
  const clock = new VirtualClock();
  const listeners: WorkerListener[] = [];
  const transport = { ...inlineTransport(1, tableOf(working), clock, listeners), isElastic: true, patienceMs: 60_000 };
  const coordinator = await Coordinator.prepare(order([60_000]), transport, clock);
  let failure: unknown;
  const ended = coordinator.run().catch((error: unknown) => (failure = error));
  await clock.advance(500);
  listeners[0]!.lost("killed");
  await clock.advance(59_000);
  assert.equal(failure, undefined);
  await clock.advance(1000);
  await ended;
  assert.match(String(failure), /within 60 s no other one came/);
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
  receive!({ type: "prepare", version: 1 as 3, job: "work", input: {}, share: 1, held: [0], worker: 0, id: "one" });
  await clock.advance(0);
  assert.equal(said[0]?.type, "failed");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf, sleep, VirtualClock } from "../ground/index.ts";
import { type LoadPlan, spawnPlan } from "./plan.ts";
import { type Act, taskTree } from "./task.ts";
import { constant } from "./wait.ts";
import { WorkerRun } from "./worker-run.ts";

interface Event {
  user: number;
  what: string;
  atMs: number;
}

/** A stage on which every act takes `actMs` of virtual time and every user writes down what happens to it. */
function stage(
  plan: LoadPlan,
  { users = 100, actMs = 100, waitSeconds = 1, index = 0, of = 1, stopTimeoutMs = 5000 } = {},
) {
  const clock = new VirtualClock();
  const events: Event[] = [];
  const held = new Set<number>();
  const note = (user: number, what: string) => events.push({ user, what, atMs: clock.now() });
  const run = new WorkerRun<number>({
    plan,
    slice: { index, of },
    users,
    stopTimeoutMs,
    clock,
    cast(user) {
      assert.ok(!held.has(user), `user ${user} is held twice`);
      held.add(user);
      const aborted = new AbortController();
      return {
        behaviour: { tasks: taskTree<number>({ act: () => undefined }), wait: constant(waitSeconds) },
        random: new RandomStream(seedKeyOf("stage"), user),
        performer: {
          async perform(act: Act<number>) {
            note(user, "begin");
            await sleep(clock, actMs, aborted.signal);
            await act(user);
            note(user, aborted.signal.aborted ? "cut" : "end");
          },
          abort: () => aborted.abort(),
          close: () => {
            held.delete(user);
            note(user, "close");
          },
        },
      };
    },
  });
  const at = (what: string) => events.filter((event) => event.what === what).map(({ user, atMs }) => [user, atMs]);
  return { clock, run, at, held };
}

test("virtual users start at the moments of the plan and go on after each wait", async () => {
  const { clock, run, at } = stage(spawnPlan(2, 2, 2050));
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(at("begin"), [
    [0, 0],
    [1, 500],
    [0, 1100],
    [1, 1600],
  ]);
  assert.deepEqual(at("close"), [
    [0, 2050],
    [1, 2050],
  ]);
});

test("each worker takes its own users of the dataset and no others", async () => {
  const { clock, run, at } = stage(spawnPlan(7, 1000, 500), { index: 1, of: 3 });
  const ended = run.run(0);
  await clock.advance(1000);
  await ended;
  assert.deepEqual(
    at("begin").map(([user]) => user),
    [1, 4],
  );
});

test("at the end running acts are finished within the stop timeout and cut short after it", async () => {
  const patient = stage(spawnPlan(1, 1, 1000), { actMs: 3000, stopTimeoutMs: 2500 });
  const patientEnd = patient.run.run(0);
  await patient.clock.advance(10_000);
  await patientEnd;
  assert.deepEqual(patient.at("end"), [[0, 3000]]);

  const hasty = stage(spawnPlan(1, 1, 1000), { actMs: 3000, stopTimeoutMs: 500 });
  const hastyEnd = hasty.run.run(0);
  await hasty.clock.advance(10_000);
  await hastyEnd;
  assert.deepEqual(hasty.at("cut"), [[0, 1500]]);
});

test("a stop ends waiting users at once and takes no new ones", async () => {
  const { clock, run, at } = stage(spawnPlan(50, 1, Number.POSITIVE_INFINITY), { waitSeconds: 60 });
  const ended = run.run(0);
  await clock.advance(2200);
  run.stop(0);
  await clock.advance(0);
  await ended;
  assert.equal(at("close").length, 3);
  assert.ok(at("close").every(([, atMs]) => atMs === 2200));
});

test("when the plan falls the youngest users leave, and their places in the dataset are lent again when it rises", async () => {
  const plan: LoadPlan = {
    kind: "users",
    endMs: 6000,
    stages: [
      { durationMs: 2000, from: 3, to: 3 },
      { durationMs: 2000, from: 1, to: 1 },
      { durationMs: 2000, from: 3, to: 3 },
    ],
  };
  const { clock, run, at } = stage(plan, { users: 3 });
  const ended = run.run(0);
  await clock.advance(2500);
  assert.equal(run.activeUsers, 1);
  await clock.advance(2500);
  assert.equal(run.activeUsers, 3);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(
    at("begin")
      .filter(([, atMs]) => atMs === 4000)
      .map(([user]) => user)
      .toSorted((a, b) => a! - b!),
    [1, 2],
  );
});

test("each user of the dataset runs exactly once, with at most so many at a time", async () => {
  const { clock, run, at, held } = stage({ kind: "each-once", users: 10, stride: 1, concurrency: 3 });
  const ended = run.run(0);
  await clock.advance(50);
  assert.equal(held.size, 3);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(
    at("begin").map(([user]) => user),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assert.equal(at("end").at(-1)![1], 400);
});

test("a stopped pass over all users begins no further one", async () => {
  const { clock, run, at } = stage({ kind: "each-once", users: 1000, stride: 1, concurrency: 2 });
  const ended = run.run(0);
  await clock.advance(250);
  run.stop(1000);
  await clock.advance(1000);
  await ended;
  assert.equal(at("begin").length, 6);
  assert.equal(at("end").length, 6);
});

test("an act that hears no abort does not hold up the end of the run", async () => {
  const { clock, run, at } = stage(spawnPlan(1, 1, 1000), { actMs: 0 });
  const forever = new WorkerRun<number>({
    plan: spawnPlan(1, 1, 1000),
    slice: { index: 0, of: 1 },
    users: 1,
    stopTimeoutMs: 200,
    clock,
    cast: (user) => ({
      behaviour: { tasks: taskTree<number>({ act: () => undefined }), wait: constant(1) },
      random: new RandomStream(seedKeyOf("stage"), user),
      performer: { perform: () => new Promise(() => undefined), abort: () => undefined, close: () => undefined },
    }),
  });
  const ended = Promise.all([run.run(0), forever.run(0)]);
  await clock.advance(1250);
  await ended;
  assert.equal(forever.activeUsers, 0);
  assert.equal(at("close").length, 1);
});

test("an act that never lets time pass does not keep the others from running", async () => {
  const { clock, run, at } = stage(spawnPlan(2, 1000, 50), { actMs: 0, waitSeconds: 0 });
  const ended = run.run(0);
  await clock.advance(100);
  run.stop(0);
  await clock.advance(10);
  await ended;
  assert.ok(at("begin").some(([user]) => user === 1));
});

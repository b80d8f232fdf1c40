import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf, sleep, VirtualClock } from "../ground/index.ts";
import { constantArrivals } from "./arrival-plan.ts";
import { withRateFrom, withUsersFrom } from "./changed-plan.ts";
import { type LoadPlan, spawnPlan, usersPlan } from "./plan.ts";
import { type Act, type Task, taskTree } from "./task.ts";
import type { UserPick } from "./user-pool.ts";
import { constant } from "./wait.ts";
import { WorkerRun } from "./worker-run.ts";

interface Event {
  user: number;
  what: string;
  atMs: number;
}

interface StageOptions {
  users?: number;
  actMs?: number;
  waitSeconds?: number;
  index?: number;
  of?: number;
  stopTimeoutMs?: number;
  pick?: UserPick;
  tasks?: { [name: string]: Task<number> };
  hooks?: { onStart?: Act<number>; onStop?: Act<number> };
}

/** A stage on which every act takes `actMs` of virtual time and every user writes down what happens to it. */
function stage(
  plan: LoadPlan,
  {
    users = 100,
    actMs = 100,
    waitSeconds = 1,
    index = 0,
    of = 1,
    stopTimeoutMs = 5000,
    pick = "fresh",
    tasks = { act: () => undefined },
    hooks = {},
  }: StageOptions = {},
) {
  const clock = new VirtualClock();
  const events: Event[] = [];
  const held = new Set<number>();
  const missed: number[] = [];
  const dues: (readonly [number, number])[] = [];
  const note = (user: number, what: string) => events.push({ user, what, atMs: clock.now() });
  const run = new WorkerRun<number>({
    plan,
    slice: { index, of },
    users,
    stopTimeoutMs,
    clock,
    pick,
    random: new RandomStream(seedKeyOf("stage"), 0, 2),
    missed: (starts) => missed.push(starts),
    cast(user) {
      assert.ok(!held.has(user), `user ${user} is held twice`);
      held.add(user);
      const aborted = new AbortController();
      return {
        behaviour: { tasks: taskTree<number>(tasks), wait: constant(waitSeconds), ...hooks },
        random: new RandomStream(seedKeyOf("stage"), user),
        performer: {
          async perform(act: Act<number>, dueMs: number) {
            note(user, "begin");
            dues.push([user, dueMs]);
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
  return { clock, run, at, held, missed, dues };
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
  const plan = usersPlan([
    { durationMs: 2000, from: 3, to: 3 },
    { durationMs: 2000, from: 1, to: 1 },
    { durationMs: 2000, from: 3, to: 3 },
  ]);
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
    pick: "fresh",
    random: new RandomStream(seedKeyOf("stage"), 0, 2),
    missed: () => undefined,
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

test("starts are made when they are due, also when earlier ones still run, and waits are left out", async () => {
  const { clock, run, dues, at } = stage(constantArrivals(4, 10, 1000), { actMs: 600, waitSeconds: 60 });
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(dues, [
    [0, 0],
    [1, 250],
    [2, 500],
    [3, 750],
  ]);
  assert.equal(at("end").at(-1)![1], 1350);
  assert.equal(at("close").length, 4);
});

test("each worker makes its own starts with its own users", async () => {
  const dues = [];
  for (let index = 0; index < 3; index++) {
    const worker = stage(constantArrivals(10, 9, 1000), { index, of: 3 });
    const ended = worker.run.run(0);
    await worker.clock.advance(5000);
    await ended;
    assert.ok(worker.dues.every(([user]) => user % 3 === index));
    dues.push(...worker.dues.map(([, dueMs]) => dueMs));
  }
  assert.deepEqual(
    dues.toSorted((a, b) => a - b),
    [0, 100, 200, 300, 400, 500, 600, 700, 800, 900],
  );
});

test("a start that finds no free user is missed and counted, and made up for by none", async () => {
  const { clock, run, dues, missed } = stage(constantArrivals(10, 2, 1000), { actMs: 450 });
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(
    dues.map(([, dueMs]) => dueMs),
    [0, 100, 500, 600],
  );
  assert.equal(
    missed.reduce((sum, starts) => sum + starts, 0),
    6,
  );
});

test("under an arrival rate a user starts once, runs whole passes and stops once", async () => {
  const acts: string[] = [];
  const act = (name: string) => (user: number) => void acts.push(`${name} ${user}`);
  const { clock, run } = stage(constantArrivals(2, 1, 1500), {
    tasks: { visit: { order: "sequence", tasks: { look: act("look"), buy: act("buy") } } },
    hooks: { onStart: act("start"), onStop: act("stop") },
    actMs: 50,
  });
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  const pass = ["look 0", "buy 0"];
  assert.deepEqual(acts, ["start 0", ...pass, ...pass, ...pass, "stop 0"]);
});

test("the time that onStart takes is no lateness of the first task", async () => {
  const { clock, run, dues } = stage(constantArrivals(1, 1, 1000), { hooks: { onStart: () => undefined } });
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  assert.deepEqual(dues, [
    [0, 0],
    [0, 100],
  ]);
});

test("a stop ends an arrival rate: no further start, running acts within the grace, idle users at once", async () => {
  const { clock, run, dues, at } = stage(constantArrivals(10, 100, Number.POSITIVE_INFINITY), { actMs: 250 });
  const ended = run.run(0);
  await clock.advance(1020);
  run.stop(100);
  await clock.advance(1000);
  await ended;
  assert.equal(dues.length, 11);
  assert.equal(at("cut").length, 2);
  assert.ok(at("cut").every(([, atMs]) => atMs === 1120));
});

test("with each-once every user has one start, and the run is over with the last of them", async () => {
  const { clock, run, dues, missed } = stage(constantArrivals(10, 4, Number.POSITIVE_INFINITY), { pick: "each-once" });
  const ended = run.run(0);
  await clock.advance(1000);
  await ended;
  assert.deepEqual(
    dues.map(([user]) => user),
    [0, 1, 2, 3],
  );
  assert.deepEqual(missed, []);
});

test("a rate that cannot be had is counted as missed to the start, without a queue", async () => {
  const { clock, run, dues, missed } = stage(constantArrivals(1e6, 3, 2000));
  const ended = run.run(0);
  await clock.advance(5000);
  await ended;
  assert.equal(dues.length + missed.reduce((sum, starts) => sum + starts, 0), 2e6);
});

test("on a worker that is slower than its plan every start is still made or counted as missed", async () => {
  const virtual = new VirtualClock();
  let spentMs = 0;
  // Time that passes with every look at the clock, as on a busy machine.
  const clock = {
    now: () => virtual.now() + (spentMs += 0.01),
    wallNow: () => virtual.wallNow(),
    after: (delayMs: number, fire: () => void) => virtual.after(delayMs, fire),
  };
  const perform = () => new Promise<void>((resolve) => setImmediate(resolve));
  let begun = 0;
  let missed = 0;
  const run = new WorkerRun<number>({
    plan: constantArrivals(50_000, 40, 300),
    slice: { index: 0, of: 1 },
    users: 40,
    stopTimeoutMs: 1000,
    clock,
    pick: "uniform",
    random: new RandomStream(seedKeyOf("stage"), 0, 2),
    missed: (starts) => (missed += starts),
    cast: (user) => ({
      behaviour: { tasks: taskTree<number>({ act: () => undefined }), wait: constant(1) },
      random: new RandomStream(seedKeyOf("stage"), user),
      performer: { perform: () => (begun++, perform()), abort: () => undefined, close: () => undefined },
    }),
  });
  const ended = run.run(0);
  while (virtual.now() < 500) await virtual.advance(1);
  await ended;
  assert.equal(begun + missed, 15_000);
  assert.ok(begun > 0 && missed > 0, `${begun} begun, ${missed} missed`);
});

test("more or fewer users in mid-run: those that stay go on with what they do, whole plans being exact again", async () => {
  const first = spawnPlan(4, 1000, 10_000);
  const { clock, run, at } = stage(first, { actMs: 300, waitSeconds: 0.7 });
  const ended = run.run(0);
  await clock.advance(2500);
  run.retarget(withUsersFrom(first, 2500, 6, 1000));
  await clock.advance(100);
  assert.equal(run.activeUsers, 6);
  run.retarget(withUsersFrom(first, 2600, 2, 1000));
  await clock.advance(1000);
  assert.equal(run.activeUsers, 2);
  await clock.advance(10_000);
  await ended;
  const begun = at("begin")
    .filter(([user]) => user === 0)
    .map(([, atMs]) => atMs);
  assert.deepEqual(begun, [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]);
  assert.equal(at("close").length, 6);
});

test("another rate in mid-run: no start is lost or made twice, also when the word comes late", async () => {
  const first = constantArrivals(10, 100, 4000);
  const { clock, run, dues, missed } = stage(first);
  const ended = run.run(0);
  await clock.advance(1030);
  run.retarget(withRateFrom(first, 1000, 100));
  await clock.advance(970);
  assert.equal(dues.length, 10 + 100 + 1);
  run.retarget(withRateFrom(withRateFrom(first, 1000, 100), 2000, 1));
  await clock.advance(5000);
  await ended;
  assert.equal(dues.length, 10 + 100 + 2);
  assert.equal(new Set(dues.map(([, dueMs]) => dueMs)).size, dues.length);
  assert.deepEqual(missed, []);
});

test("a word that comes after the end changes nothing", async () => {
  const first = constantArrivals(10, 100, 1000);
  const { clock, run, dues } = stage(first, { actMs: 500 });
  const ended = run.run(0);
  await clock.advance(1200);
  run.retarget(constantArrivals(10, 100, 9000));
  await clock.advance(1000);
  await ended;
  assert.equal(dues.length, 10);
});

test("a run cannot change its kind", () => {
  assert.throws(() => stage(spawnPlan(1, 1, 1000)).run.retarget(constantArrivals(1, 1, 1000)), /cannot become/);
});

test("the same seed gives every user the same tasks and waits, however they are picked and on how many workers", async () => {
  const playsOf = async (of: number) => {
    const plays = new Map<number, string[]>();
    for (let index = 0; index < of; index++) {
      const note = (name: string) => (user: number) => void plays.set(user, [...(plays.get(user) ?? []), name]);
      const tasks = { a: note("a"), b: note("b"), c: note("c") };
      const { clock, run } = stage(spawnPlan(8, 1000, 20_000), { users: 8, index, of, tasks });
      const ended = run.run(0);
      await clock.advance(30_000);
      await ended;
    }
    return [...plays].toSorted(([a], [b]) => a - b);
  };
  const alone = await playsOf(1);
  assert.equal(new Set(alone.map(([, names]) => names.join(""))).size, 8);
  for (const [index, [user, names]] of (await playsOf(3)).entries()) {
    const [sameUser, sameNames] = alone[index]!;
    const length = Math.min(names.length, sameNames.length);
    assert.ok(length > 10);
    assert.deepEqual([user, names.slice(0, length)], [sameUser, sameNames.slice(0, length)]);
  }
});

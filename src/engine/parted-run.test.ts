import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { constantArrivals } from "./arrival-plan.ts";
import { PartedRun } from "./parted-run.ts";
import type { Parts } from "./parts.ts";
import { type LoadPlan, spawnPlan } from "./plan.ts";
import { taskTree } from "./task.ts";
import type { UserPick } from "./user-pool.ts";
import { constant } from "./wait.ts";

/** Four parts of a plan over a hundred users, whose acts take no time and are written down. */
function stage(plan: LoadPlan, parts: Parts, startMs = 0, pick: UserPick = "fresh") {
  const clock = new VirtualClock();
  const acts: { user: number; atMs: number }[] = [];
  const gone: { user: number; atMs: number }[] = [];
  const missed: number[] = [];
  const run = new PartedRun<number>({
    plan,
    parts,
    users: 100,
    stopTimeoutMs: 5000,
    clock,
    pick,
    randomOf: (part) => new RandomStream(seedKeyOf("stage"), part),
    missed: (starts) => missed.push(starts),
    cast: (user) => ({
      behaviour: { tasks: taskTree<number>({ act: () => undefined }), wait: constant(1) },
      random: new RandomStream(seedKeyOf("stage"), user),
      performer: {
        perform: async () => void acts.push({ user, atMs: clock.now() }),
        abort: () => undefined,
        close: () => void gone.push({ user, atMs: clock.now() }),
      },
    }),
  });
  const usersBetween = (fromMs: number, toMs: number) =>
    [...new Set(acts.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ user }) => user))].toSorted(
      (a, b) => a - b,
    );
  return { clock, run, acts, gone, missed, usersBetween, ended: run.run(startMs) };
}

const always = spawnPlan(8, 1000, Number.POSITIVE_INFINITY);

test("a worker plays the users of the parts it holds", async () => {
  const { clock, run, ended, usersBetween } = stage(always, { of: 4, held: [1, 3] });
  await clock.advance(900);
  assert.deepEqual(usersBetween(0, 900), [1, 3, 5, 7]);
  run.stop(0);
  await clock.advance(0);
  await ended;
});

test("a part that is taken away ends, one that is given begins, and the users of the others go on as they did", async () => {
  const { clock, run, ended, acts, gone, usersBetween } = stage(always, { of: 4, held: [0, 1] });
  await clock.advance(2500);
  let released = false;
  void run.retarget(always, { of: 4, held: [0, 2] }).then(() => (released = true));
  await clock.advance(3000);
  assert.ok(released);
  assert.deepEqual(gone, [
    { user: 1, atMs: 2500 },
    { user: 5, atMs: 2500 },
  ]);
  assert.deepEqual(usersBetween(2501, 5500), [0, 2, 4, 6]);
  assert.deepEqual(
    acts.filter(({ user }) => user === 0).map(({ atMs }) => atMs),
    [0, 1000, 2000, 3000, 4000, 5000],
  );
  run.stop(0);
  await clock.advance(0);
  await ended;
});

test("a worker that holds nothing yet waits for parts until the plan is over", async () => {
  const { clock, run, ended, usersBetween } = stage(spawnPlan(8, 1000, 4000), { of: 4, held: [] });
  await clock.advance(2000);
  await run.retarget(spawnPlan(8, 1000, 4000), { of: 4, held: [2] });
  await clock.advance(2000);
  await ended;
  assert.deepEqual(usersBetween(0, 4000), [2, 6]);
});

test("who joins a run under way makes the starts that fall due from then on, none of the earlier ones", async () => {
  const { clock, acts, missed, ended } = stage(constantArrivals(8, 100, 5000), { of: 4, held: [3] }, -3000);
  await clock.advance(2500);
  await ended;
  assert.equal(acts.length, 4);
  assert.deepEqual(missed, []);
});

test("while it is suspended a worker does nothing, and afterwards plays the same parts again", async () => {
  const { clock, run, ended, usersBetween } = stage(always, { of: 4, held: [0] });
  await clock.advance(1500);
  run.suspend();
  await clock.advance(0);
  assert.equal(run.activeUsers, 0);
  await clock.advance(5000);
  assert.deepEqual(usersBetween(1501, 6500), []);
  run.resume();
  await clock.advance(1500);
  assert.deepEqual(usersBetween(6500, 8000), [0, 4]);
  run.stop(0);
  await clock.advance(0);
  await ended;
});

test("with each-once a part that is taken over goes on after the users that had their turn", async () => {
  const plan = constantArrivals(10, 100, 10_000);
  const { clock, ended, acts } = stage(plan, { of: 2, held: [1] }, -5000, "each-once");
  await clock.advance(6000);
  await ended;
  assert.equal(Math.min(...acts.map(({ user }) => user)), 51);
  assert.equal(acts.length, 25);
});

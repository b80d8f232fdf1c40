import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { type UserPick, picks, userPool } from "./user-pool.ts";

const whole = { index: 0, of: 1 };
const pool = (users: number, pick: UserPick, slice = whole, seed = "pool") =>
  userPool({ users, slice, pick, random: new RandomStream(seedKeyOf(seed), 0) });

test("whoever is picked and however: never a user that is lent, never one of another worker, all until none is left", () => {
  const moves = fc.array(fc.boolean(), { maxLength: 300 });
  fc.assert(
    fc.property(
      fc.constantFrom(...picks),
      fc.nat(60),
      fc.integer({ min: 1, max: 4 }),
      moves,
      (pick, users, of, takes) => {
        const slice = { index: 0, of };
        const tested = pool(users, pick, slice);
        const lent = new Set<number>();
        let taken = 0;
        for (const isTake of takes) {
          if (!isTake) {
            const [user] = lent;
            if (user === undefined) continue;
            lent.delete(user);
            tested.give(user);
            continue;
          }
          const user = tested.take();
          const gone = pick === "each-once" ? taken : lent.size;
          assert.equal(user === undefined, gone === Math.ceil(users / of));
          if (user === undefined) continue;
          assert.ok(user < users && user % of === 0 && !lent.has(user));
          lent.add(user);
          taken++;
        }
      },
    ),
  );
});

test("fresh picks everybody before anybody comes twice, then those given back longest ago", () => {
  const tested = pool(4, "fresh");
  const taken = [tested.take(), tested.take()];
  tested.give(1);
  tested.give(0);
  assert.deepEqual([...taken, tested.take(), tested.take(), tested.take(), tested.take()], [0, 1, 2, 3, 1, 0]);
});

test("each-once lends no user a second time", () => {
  const tested = pool(2, "each-once");
  tested.give(tested.take()!);
  assert.deepEqual([tested.take(), tested.take()], [1, undefined]);
});

/** How often each of ten users is drawn when every one is given back at once. */
function draws(pick: UserPick, seed = "pool"): number[] {
  const tested = pool(10, pick, whole, seed);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 20_000; draw++) {
    const user = tested.take()!;
    counts[user]!++;
    tested.give(user);
  }
  return counts;
}

test("uniform draws all alike, zipf user k in proportion to 1/(k+1)", () => {
  for (const count of draws("uniform")) assert.ok(Math.abs(count - 2000) < 200, String(count));
  const harmonic = Array.from({ length: 10 }, (_, user) => 1 / (user + 1)).reduce((sum, part) => sum + part, 0);
  for (const [user, count] of draws("zipf").entries()) {
    const expected = 20_000 / (user + 1) / harmonic;
    assert.ok(Math.abs(count - expected) < 5 * Math.sqrt(expected), `user ${user}: ${count} of ${expected}`);
  }
});

test("the same seed draws the same users, another seed others", () => {
  assert.deepEqual(draws("zipf"), draws("zipf"));
  assert.notDeepEqual(draws("uniform"), draws("uniform", "other"));
});

test("users that come back go round in turn, however often", () => {
  const tested = pool(3, "fresh");
  for (let turn = 0; turn < 1000; turn++) tested.give(tested.take()!);
  assert.deepEqual([tested.take(), tested.take(), tested.take(), tested.take()], [1, 2, 0, undefined]);
});

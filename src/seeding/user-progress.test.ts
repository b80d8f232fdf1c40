import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserProgress } from "./user-progress.ts";
import type { UserRange } from "./user-ranges.ts";

function usersOf(of: readonly UserRange[]): number[] {
  return of.flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index));
}

test("what remains is every user not wholly acknowledged, whatever the order of the acknowledgements", () => {
  const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 10 });
  const ranges: readonly UserRange[] = [
    [0, 4],
    [6, 10],
  ];
  fc.assert(
    fc.property(
      counts,
      fc.nat(8),
      fc.infiniteStream(fc.nat(1_000)),
      fc.nat(40),
      (itemsOf, taken, picks, acknowledgements) => {
        const progress = new UserProgress(ranges);
        const outstanding: number[] = [];
        const users = usersOf(ranges);
        for (let at = 0; at < taken; at++) {
          const user = progress.nextUser()!;
          assert.equal(user, users[at]);
          progress.open(user, itemsOf[user]!);
          outstanding.push(...Array<number>(itemsOf[user]!).fill(user));
        }
        for (let done = 0; done < acknowledgements && outstanding.length > 0; done++) {
          const [user] = outstanding.splice(picks.next().value! % outstanding.length, 1);
          progress.acknowledge(user!);
        }
        const expected = users.filter((user, at) => at >= taken || outstanding.includes(user));
        assert.deepEqual(usersOf(progress.remaining()), expected);
        const completed = users.slice(0, taken).filter((user) => !outstanding.includes(user));
        assert.equal(
          progress.completedItems,
          completed.reduce((sum, user) => sum + itemsOf[user]!, 0),
        );
      },
    ),
  );
});

test("no users, no work", () => {
  const progress = new UserProgress([]);
  assert.equal(progress.nextUser(), undefined);
  assert.deepEqual(progress.remaining(), []);
});

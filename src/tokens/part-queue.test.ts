import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PartQueue } from "./part-queue.ts";

test("every user of every part is handed out once, in order within the part", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 4 }), (parts) => {
      const queue = new PartQueue();
      let user = 0;
      const wanted: number[] = [];
      for (const [part, gaps] of parts.entries()) {
        const pairs: number[] = [];
        for (const [gap, length] of gaps) {
          pairs.push(user + gap, user + gap + length);
          for (let each = 0; each < length; each++) wanted.push(user + gap + each);
          user += gap + length;
        }
        queue.add({ part, rows: pairs });
      }
      const got: number[] = [];
      for (let next = queue.next(); next !== undefined; next = queue.next()) got.push(next);
      assert.deepEqual(got, wanted);
      assert.ok(queue.isEmpty);
    }),
  );
});

test("a part that is given up hands out nobody more, and is gone when none of its users is in hand", async () => {
  const queue = new PartQueue();
  queue.add({ part: 0, rows: [0, 10] });
  queue.add({ part: 1, rows: [10, 12] });
  const inHand = [queue.next()!, queue.next()!];
  const events: string[] = [];
  const dropped = queue.drop(0).then(() => events.push("dropped"));
  assert.deepEqual([queue.next(), queue.next(), queue.next()], [10, 11, undefined]);
  queue.done(inHand[0]!);
  await Promise.resolve();
  events.push("one is in hand");
  queue.done(inHand[1]!);
  await dropped;
  assert.deepEqual(events, ["one is in hand", "dropped"]);
  assert.ok(!queue.has(0));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { EarliestFirst } from "./earliest-first.ts";
import { RandomStream, seedKeyOf } from "./random.ts";

test("whatever is added, taken away and left out, the earliest comes first", () => {
  const random = new RandomStream(seedKeyOf("heap"), 0, 0);
  for (let round = 0; round < 200; round++) {
    const queue = new EarliestFirst<{ atMs: number }>();
    let model: number[] = [];
    for (let step = 0; step < 100; step++) {
      const draw = random.integer(10);
      if (draw < 6) {
        const atMs = random.integer(50);
        queue.add({ atMs });
        model.push(atMs);
      } else if (draw < 9) {
        queue.removeFirst();
        model = model.toSorted((a, b) => a - b).slice(1);
      } else {
        queue.keepOnly(({ atMs }) => atMs % 3 > 0);
        model = model.filter((atMs) => atMs % 3 > 0);
      }
      assert.deepEqual([queue.first?.atMs, queue.size], [model.toSorted((a, b) => a - b)[0], model.length]);
    }
    assert.deepEqual(
      queue
        .takeAll()
        .map(({ atMs }) => atMs)
        .toSorted((a, b) => a - b),
      model.toSorted((a, b) => a - b),
    );
    assert.equal(queue.first, undefined);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PartsBook } from "./parts-book.ts";

test("with as many parts as workers each gets its own, in the order in which they joined", () => {
  const book = new PartsBook<string>(3);
  for (const worker of ["a", "b", "c"]) book.join(worker);
  assert.deepEqual([...book.balance()], ["a", "b", "c"]);
  assert.deepEqual(
    ["a", "b", "c"].map((worker) => book.held(worker)),
    [[0], [1], [2]],
  );
});

test("the parts of a worker that left go to the others at once", () => {
  const book = new PartsBook<string>(8);
  for (const worker of ["a", "b"]) book.join(worker);
  book.balance();
  book.leave("a");
  assert.deepEqual([...book.balance()], ["b"]);
  assert.equal(book.held("b").length, 8);
});

test("a newcomer gets its share only once the others confirmed that they gave it up", () => {
  const book = new PartsBook<string>(9);
  for (const worker of ["a", "b"]) book.join(worker);
  book.balance();
  book.join("c");
  const asked = book.balance();
  assert.deepEqual([...asked].toSorted(), ["a", "b"]);
  assert.deepEqual(book.held("c"), []);
  for (const worker of asked) book.confirm(worker, book.nextTurn(worker));
  assert.deepEqual([...book.balance()], ["c"]);
  assert.deepEqual(
    ["a", "b", "c"].map((worker) => book.held(worker).length),
    [3, 3, 3],
  );
});

test("whoever takes the book over lends a part that nobody is known to hold only once all have confirmed", () => {
  const book = new PartsBook<string>(6);
  book.takeOver(
    new Map([
      ["a", [0, 1]],
      ["b", [2, 3]],
    ]),
    100,
  );
  assert.deepEqual([...book.balance()], []);
  book.confirm("a", 7);
  book.confirm("a", book.nextTurn("a"));
  assert.deepEqual([...book.balance()], [], "b may still work on them");
  book.confirm("b", book.nextTurn("b"));
  book.balance();
  assert.deepEqual(
    [book.held("a"), book.held("b")],
    [
      [0, 1, 4],
      [2, 3, 5],
    ],
  );
});

test("whatever joins, leaves and confirms, no part is lent twice, and in the end all are lent evenly", () => {
  const step = fc.record({ kind: fc.constantFrom("join", "leave", "confirm"), worker: fc.nat(9) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.array(step, { maxLength: 60 }), (of, steps) => {
      const book = new PartsBook<number>(of);
      const here = new Set<number>();
      const turns = new Map<number, number>();
      const balance = () => {
        for (const worker of book.balance()) turns.set(worker, book.nextTurn(worker));
        const lent = [...here].flatMap((worker) => book.held(worker));
        assert.equal(new Set(lent).size, lent.length);
      };
      for (const { kind, worker } of steps) {
        if (kind === "join" && !here.has(worker)) book.join(worker);
        if (kind === "join") here.add(worker);
        if (kind === "leave" && here.delete(worker)) book.leave(worker);
        if (kind === "confirm" && here.has(worker)) book.confirm(worker, turns.get(worker) ?? 0);
        balance();
      }
      if (here.size === 0) return;
      for (let round = 0; round < 3; round++) {
        for (const worker of here) book.confirm(worker, turns.get(worker) ?? 0);
        balance();
      }
      const counts = [...here].map((worker) => book.held(worker).length);
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        of,
      );
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
    }),
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type KeptAnswer, KeptAnswers } from "./kept-answers.ts";

function answerOf(bytes: number): KeptAnswer {
  const history = { rows: [], finished: [] };
  return {
    body: new Uint8Array(bytes),
    difference: null,
    fromMs: 0,
    untilMs: 1,
    frame: undefined,
    entries: undefined,
    edition: 0,
    history,
    seeded: [],
    used: false,
  };
}

test("what is kept stays within its bytes, and is all counted off again", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ user: fc.nat(20), bytes: fc.nat(3000), use: fc.nat(20) })), (keeps) => {
      const kept = new KeptAnswers(6000);
      for (const { user, bytes, use } of keeps) {
        kept.keep(user, answerOf(bytes));
        const used = kept.get(use);
        if (used !== undefined) used.used = true;
        assert.ok(kept.bytes <= 6000);
      }
      for (let user = 0; user <= 20; user++) kept.forget(user);
      assert.equal(kept.bytes, 0);
    }),
  );
});

test("who was asked again since is kept rather than who was not", () => {
  const kept = new KeptAnswers(4000);
  kept.keep(1, answerOf(800));
  kept.keep(2, answerOf(800));
  kept.get(1)!.used = true;
  kept.keep(3, answerOf(800));
  kept.keep(4, answerOf(800));
  assert.deepEqual(
    [1, 2, 3, 4].filter((user) => kept.get(user) !== undefined),
    [1, 3, 4],
  );
});

test("having been asked again saves a user once, and not for ever", () => {
  const kept = new KeptAnswers(4000);
  for (const user of [1, 2, 3]) kept.keep(user, answerOf(800));
  for (const user of [1, 2, 3]) kept.get(user)!.used = true;
  kept.keep(4, answerOf(800));
  assert.deepEqual(
    [1, 2, 3, 4].filter((user) => kept.get(user) !== undefined),
    [2, 3, 4],
  );
  kept.keep(5, answerOf(800));
  assert.deepEqual(
    [2, 3, 4, 5].filter((user) => kept.get(user) !== undefined),
    [3, 4, 5],
  );
});

test("a body larger than all the room is not kept and pushes nobody out", () => {
  const kept = new KeptAnswers(4000);
  kept.keep(1, answerOf(800));
  kept.keep(2, answerOf(5000));
  assert.ok(kept.get(1) !== undefined && kept.get(2) === undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Letter, Outbox } from "./outbox.ts";

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

function letterTo(posted: string[], name: string, then?: () => void): Letter {
  return {
    nextLetter: null,
    post() {
      posted.push(name);
      then?.();
    },
  };
}

test("a letter goes out at once while nothing is read", () => {
  const posted: string[] = [];
  new Outbox().send(letterTo(posted, "a"));
  assert.deepEqual(posted, ["a"]);
});

test("letters written while answers are read go out in their order once all are read, and then at once again", async () => {
  const posted: string[] = [];
  const outbox = new Outbox();
  outbox.reading();
  outbox.send(letterTo(posted, "a"));
  outbox.reading();
  outbox.send(letterTo(posted, "b", () => outbox.send(letterTo(posted, "c"))));
  assert.deepEqual(posted, []);
  await endOfTurn();
  assert.deepEqual(posted, ["a", "b", "c"]);
  outbox.send(letterTo(posted, "d"));
  assert.deepEqual(posted, ["a", "b", "c", "d"]);
});

test("the same letter can be sent again", async () => {
  const posted: string[] = [];
  const outbox = new Outbox();
  const again = letterTo(posted, "again");
  for (const other of ["a", "b"]) {
    outbox.reading();
    outbox.send(again);
    outbox.send(letterTo(posted, other));
    await endOfTurn();
  }
  assert.deepEqual(posted, ["again", "a", "again", "b"]);
});

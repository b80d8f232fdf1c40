import assert from "node:assert/strict";
import { test } from "node:test";
import { Inbox } from "./inbox.ts";
import { Transfer } from "./transfer.ts";

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

class NamedTransfer extends Transfer {
  readonly #answered: () => void;

  constructor(answered: () => void) {
    super();
    this.#answered = answered;
  }

  override answered(): void {
    this.#answered();
  }

  override withheld(): void {}

  override failed(): void {}
}

test("an answer that comes while nothing is read is handed out at once", () => {
  const told: string[] = [];
  new Inbox().take(new NamedTransfer(() => told.push("a")));
  assert.deepEqual(told, ["a"]);
});

test("answers that come in one turn are handed out in their order once all are read, and the next ones at once again", async () => {
  const told: string[] = [];
  const inbox = new Inbox();
  inbox.reading();
  inbox.take(new NamedTransfer(() => told.push("a")));
  inbox.reading();
  inbox.take(new NamedTransfer(() => told.push("b")));
  assert.equal(told.length, 0);
  await endOfTurn();
  assert.equal(told.join(), "a,b");
  inbox.take(new NamedTransfer(() => told.push("c")));
  assert.equal(told.join(), "a,b,c");
});

test("the same transfer can be answered again, turn after turn", async () => {
  const told: string[] = [];
  const inbox = new Inbox();
  const again = new NamedTransfer(() => told.push("again"));
  for (const name of ["a", "b"]) {
    inbox.reading();
    inbox.take(again);
    inbox.take(new NamedTransfer(() => told.push(name)));
    await endOfTurn();
  }
  assert.deepEqual(told, ["again", "a", "again", "b"]);
});

test("what waits can be handed out before the end of the turn, and then only once", async () => {
  const told: string[] = [];
  const inbox = new Inbox();
  inbox.reading();
  inbox.take(new NamedTransfer(() => told.push("a")));
  inbox.handOut();
  assert.deepEqual(told, ["a"]);
  await endOfTurn();
  assert.deepEqual(told, ["a"]);
});

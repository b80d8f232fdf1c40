import assert from "node:assert/strict";
import { test } from "node:test";
import type { SeededMarker } from "../../dataset/index.ts";
import type { Entry } from "./item-source.ts";
import { OpenUser } from "./open-user.ts";
import { refusalOfPart } from "./refusal.ts";

function entriesOf(user: number, markers: number, count: number): Entry[] {
  const owner = new OpenUser(user, Array.from<SeededMarker>({ length: markers }));
  return Array.from({ length: count }, (_, record) => ({ owner, record, attempts: 0 }));
}

/** What three partial refusals in a row are taken for. */
function scopes(batch: readonly Entry[], undone: readonly Entry[], unitsPerSecond: number) {
  return [1, 2, 3].map(() => refusalOfPart(batch, undone, unitsPerSecond).scope);
}

test("a user with many records who is refused alone three times in a row has a hot key", () => {
  const [many, few] = [entriesOf(0, 100, 10), entriesOf(1, 13, 10)];
  assert.deepEqual(scopes([...few, ...many], many, 500), ["table", "table", "key"]);
  assert.deepEqual(scopes([...few, ...many], few, 500), ["table", "table", "table"]);
  assert.deepEqual(scopes([...few, ...many], [...few, ...many], 500), ["table", "table", "table"]);
});

test("who writes alone has a hot key when it is refused at a rate that no key takes, else the table is slow", () => {
  const many = () => entriesOf(0, 100, 25);
  const [fast, slow] = [many(), many()];
  assert.deepEqual(scopes(fast, fast.slice(0, 5), 3_000), ["table", "table", "key"]);
  assert.deepEqual(scopes(slow, slow.slice(0, 5), 900), ["table", "table", "table"]);
});

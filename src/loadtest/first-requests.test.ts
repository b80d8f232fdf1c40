import assert from "node:assert/strict";
import { test } from "node:test";
import { FirstRequests } from "./first-requests.ts";

test("each user is the first once, however often it is played and however large its number", () => {
  const requests = new FirstRequests();
  const users = [0, 7, 8, 8191, 8192, 1_000_000, 3];
  assert.deepEqual(
    users.map((user) => requests.isFirst(user)),
    users.map(() => true),
  );
  assert.deepEqual(
    users.map((user) => requests.isFirst(user)),
    users.map(() => false),
  );
  assert.equal(requests.isFirst(999_999), true);
});

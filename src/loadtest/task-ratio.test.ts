import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../engine/index.ts";
import { taskRatioOf } from "./task-ratio.ts";
import type { AnyLoadTest } from "./test-file.ts";
import { playedTypes } from "./user-types.ts";

const wait = constant(1);
const act = () => undefined;
const loadTest: AnyLoadTest = {
  users: {
    viewer: { wait, weight: 3, tasks: { watch: { weight: 3, run: act }, browse: { tasks: { a: act, b: act } } } },
    admin: { wait, fixedCount: 2, tasks: { look: act } },
    guest: { wait, weight: 1, tasks: { step: { order: "sequence", tasks: { one: act, two: act } } } },
  },
};
const all = { only: [], except: [] };

test("user types share the users by fixed counts and weights, and tasks share their user type by weight", () => {
  const { perUserType, total } = taskRatioOf(playedTypes(loadTest, all), 10);
  assert.deepEqual(
    perUserType.map(({ name, ratio }) => [name, ratio]),
    [
      ["viewer", 0.6],
      ["admin", 0.2],
      ["guest", 0.2],
    ],
  );
  const [watch, browse] = perUserType[0]!.tasks;
  assert.deepEqual([watch!.name, watch!.ratio, browse!.name, browse!.ratio], ["watch", 0.75, "browse", 0.25]);
  assert.deepEqual(
    browse!.tasks.map(({ name, ratio }) => [name, ratio]),
    [
      ["a", 0.125],
      ["b", 0.125],
    ],
  );
  assert.deepEqual(
    total[2]!.tasks[0]!.tasks.map(({ ratio }) => ratio),
    [0.1, 0.1],
  );
});

test("only the user types that are named play, and a name that is none is refused", () => {
  assert.deepEqual(
    playedTypes(loadTest, all, ["guest"]).map(({ name }) => name),
    ["guest"],
  );
  assert.throws(() => playedTypes(loadTest, all, ["gast"]), {
    code: "PICKUP_USER_TYPE_UNKNOWN",
    message: "the test has no user type gast",
    hint: "Its user types are viewer, admin, guest.",
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { TaskCursor, taskTree } from "./task.ts";

const act = () => undefined;
const stream = (user: number) => new RandomStream(seedKeyOf("tasks"), user);

function picks(tasks: Parameters<typeof taskTree>[0], count: number, user = 1): string[] {
  const cursor = new TaskCursor(taskTree(tasks), stream(user));
  return Array.from({ length: count }, () => cursor.next().name);
}

test("tasks are picked in proportion to their weights, also inside a group", () => {
  const names = picks(
    {
      home: { weight: 3, run: act },
      shop: { weight: 1, tasks: { look: act, buy: act } },
      never: { weight: 0, run: act },
    },
    8000,
  );
  const share = (name: string) => names.filter((one) => one === name).length / names.length;
  assert.ok(Math.abs(share("home") - 0.75) < 0.02);
  assert.ok(Math.abs(share("shop/look") - 0.125) < 0.02);
  assert.ok(Math.abs(share("shop/buy") - 0.125) < 0.02);
  assert.equal(share("never"), 0);
});

test("a sequence runs all its tasks in order before anything else is picked", () => {
  const names = picks(
    {
      visit: {
        order: "sequence",
        tasks: { login: act, shop: { order: "sequence", tasks: { look: act, buy: act } }, leave: act },
      },
    },
    8,
  );
  const once = ["visit/login", "visit/shop/look", "visit/shop/buy", "visit/leave"];
  assert.deepEqual(names, [...once, ...once]);
});

test("the same user takes the same way every time and another user another one", () => {
  const tasks = { a: act, b: act, c: act };
  assert.deepEqual(picks(tasks, 50, 3), picks(tasks, 50, 3));
  assert.notDeepEqual(picks(tasks, 50, 3), picks(tasks, 50, 4));
});

test("a weight that is negative or no number, and a group without tasks, name the task", () => {
  assert.throws(() => taskTree({ bad: { weight: -1, run: act } }), /task bad is -1/);
  assert.throws(() => taskTree({ empty: { tasks: {} } }), /empty/);
  assert.throws(() => taskTree({}), /no task/);
});

test("what is no task at all is named, as in a file without types", () => {
  const treeOf = (task: unknown) => () => taskTree({ look: task as () => void });
  for (const task of ["here", 5, null, {}, { run: "here" }, { tasks: null }])
    assert.throws(treeOf(task), /task look is no function/);
  assert.throws(treeOf({ tasks: { a: act }, order: "any" }), /the order of task look is any/);
  assert.throws(treeOf({ run: act, tags: "read" }), /the tags of task look are no list/);
});

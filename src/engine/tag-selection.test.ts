import assert from "node:assert/strict";
import { test } from "node:test";
import { selectedTasks } from "./tag-selection.ts";
import { type Task, taskTree, type TaskNode } from "./task.ts";

const act = () => undefined;

const tasks: { readonly [name: string]: Task<unknown> } = {
  plain: act,
  read: { tags: ["read"], run: act },
  shop: {
    tags: ["shop"],
    order: "sequence",
    tasks: { look: { tags: ["read"], run: act }, buy: { tags: ["write"], run: act }, leave: act },
  },
};

function names(node: TaskNode<unknown>): string[] {
  return node.kind === "leaf" ? [node.name] : node.children.flatMap(names);
}

function left(only: readonly string[], except: readonly string[] = []): string[] {
  return names(taskTree(selectedTasks(tasks, { only, except })));
}

test("without tags every task runs", () => {
  assert.deepEqual(left([]), ["plain", "read", "shop/look", "shop/buy", "shop/leave"]);
});

test("with tags only the tasks run that have one of them, their own or their group's", () => {
  assert.deepEqual(left(["read"]), ["read", "shop/look"]);
  assert.deepEqual(left(["shop"]), ["shop/look", "shop/buy", "shop/leave"]);
  assert.deepEqual(left(["read", "write"]), ["read", "shop/look", "shop/buy"]);
});

test("an excluded tag wins over a wanted one, and leaves tasks without tags alone", () => {
  assert.deepEqual(left([], ["shop"]), ["plain", "read"]);
  assert.deepEqual(left([], ["read"]), ["plain", "shop/buy", "shop/leave"]);
  assert.deepEqual(left(["shop"], ["write"]), ["shop/look", "shop/leave"]);
});

test("a group of which nothing is left is dropped, and a selection that fits nothing leaves nothing", () => {
  assert.deepEqual(left([], ["read", "shop"]), ["plain"]);
  assert.deepEqual(selectedTasks(tasks, { only: ["nobody"], except: [] }), {});
});

test("what is left of a sequence keeps its order and the group its weight", () => {
  const kept = selectedTasks(
    { visit: { weight: 7, order: "sequence", tags: ["a"], tasks: { x: act, y: act } } },
    {
      only: ["a"],
      except: [],
    },
  );
  const [visit] = taskTree(kept).children;
  assert.equal(visit?.weight, 7);
  assert.equal(visit?.kind, "sequence");
});

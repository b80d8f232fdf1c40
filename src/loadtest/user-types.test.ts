import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../engine/index.ts";
import { KitError } from "../ground/index.ts";
import type { UserType } from "./define.ts";
import { type AnyUser, playedTypes, requireTypesFor } from "./user-types.ts";

const wait = constant(1);
const act = () => undefined;
const read = { tags: ["read"], run: act };
const none = { only: [], except: [] };

function types(users: { readonly [name: string]: Omit<UserType<AnyUser>, "wait"> }, tags = none as Tags) {
  const complete = Object.entries(users).map(([name, type]) => [name, { wait, ...type }]);
  return playedTypes({ users: Object.fromEntries(complete) }, tags);
}

type Tags = Parameters<typeof playedTypes>[1];

function thrownBy(run: () => unknown): KitError {
  let thrown: unknown;
  assert.throws(run, (error: unknown) => {
    thrown = error;
    return error instanceof KitError;
  });
  return thrown as KitError;
}

test("a user type of which the tags leave no task is not played", () => {
  const users = { reader: { tasks: { read } }, writer: { tasks: { write: { tags: ["write"], run: act } } } };
  const names = (tags: Tags) => types(users, tags).map(({ name }) => name);
  assert.deepEqual(names(none), ["reader", "writer"]);
  assert.deepEqual(names({ only: ["read"], except: [] }), ["reader"]);
  assert.deepEqual(names({ only: [], except: ["read"] }), ["writer"]);
});

test("tags that leave nothing at all are refused, with the tags that there are", () => {
  const users = { reader: { tasks: { read, group: { tags: ["deep"], tasks: { read } } } } };
  const error = thrownBy(() => types(users, { only: ["raed"], except: [] }));
  assert.deepEqual([error.code, error.exitCode], ["PICKUP_NO_TASKS", 2]);
  assert.match(error.hint!, /the tags deep, read/);
});

test("tags that leave only tasks of weight 0 are refused, naming the user type", () => {
  const users = { reader: { tasks: { act, read: { ...read, weight: 0 } } } };
  assert.match(thrownBy(() => types(users, { only: ["read"], except: [] })).message, /user type reader/);
});

test("a fixed count stands in place of a weight; a type without either number has weight 1", () => {
  const tasks = { act };
  const played = types({
    a: { tasks },
    b: { tasks, fixedCount: 2, weight: 9 },
    c: { tasks, weight: 0 },
    d: { tasks, fixedCount: 0 },
  });
  assert.deepEqual(
    played.map(({ name, weight, fixedCount }) => [name, weight, fixedCount]),
    [
      ["a", 1, 0],
      ["b", 0, 2],
    ],
  );
});

test("more users than all fixed counts are refused when no type has a weight", () => {
  const onlyFixed = types({ a: { tasks: { act }, fixedCount: 2 }, b: { tasks: { act }, fixedCount: 1 } });
  requireTypesFor(onlyFixed, 3);
  assert.match(thrownBy(() => requireTypesFor(onlyFixed, 4)).message, /4 users .* add up to 3/);
  requireTypesFor(types({ a: { tasks: { act }, fixedCount: 2 }, b: { tasks: { act } } }), 400);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { recall, remember, type Memory } from "./remembered.ts";

const isText = (found: unknown): found is string => typeof found === "string";

function memoryOf(): Memory {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) };
}

const forbidden: Memory = {
  getItem: () => {
    throw new Error("denied");
  },
  setItem: () => {
    throw new Error("denied");
  },
};

test("what was remembered is found again", () => {
  const memory = memoryOf();
  remember("theme", "dark", memory);
  assert.equal(recall("theme", "light", isText, memory), "dark");
});

test("something else under the key counts as nothing", () => {
  const memory = memoryOf();
  remember("theme", { dark: true }, memory);
  assert.equal(recall("theme", "light", isText, memory), "light");
});

test("a forbidden storage changes nothing", () => {
  remember("theme", "dark", forbidden);
  assert.equal(recall("theme", "light", isText, forbidden), "light");
});

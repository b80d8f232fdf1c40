import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { heedKeys } from "./keys.ts";

function terminal() {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
  return { stdin, modes };
}

test("Locust's keys add and take users, Enter opens the page, and Ctrl+C still interrupts", async () => {
  const { stdin, modes } = terminal();
  const heard: (number | string)[] = [];
  const leave = heedKeys(
    { stdin, interrupt: () => void heard.push("interrupt") },
    { adjust: (by) => void heard.push(by), open: () => void heard.push("open") },
  );
  for (const text of ["w", "W", "s", "S", "wwx", "\r", "\u0003"]) stdin.write(text);
  await new Promise((resolve) => void setImmediate(resolve));
  leave();
  stdin.write("w");
  await new Promise((resolve) => void setImmediate(resolve));
  assert.deepEqual(heard, [1, 10, -1, -10, 1, 1, "open", "interrupt"]);
  assert.deepEqual(modes, [true, false]);
});

test("where the input is no terminal, or there is no page to open, keys do nothing", async () => {
  const { stdin, modes } = terminal();
  heedKeys(
    { stdin: Object.assign(stdin, { isTTY: false }), interrupt: () => undefined },
    { adjust: () => assert.fail() },
  )();
  assert.deepEqual(modes, []);
  const other = terminal();
  heedKeys({ stdin: other.stdin, interrupt: () => undefined }, { adjust: () => undefined });
  other.stdin.write("\n");
  await new Promise((resolve) => void setImmediate(resolve));
});

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { systemClock } from "../ground/index.ts";
import { confirm } from "./confirm.ts";
import type { World } from "./world.ts";

function worldWith(isTTY: boolean, interrupted = new AbortController().signal): World & { stdin: PassThrough } {
  return {
    stdin: Object.assign(new PassThrough(), { isTTY }),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    environment: {},
    folder: "/",
    clock: systemClock,
    interrupted,
  };
}

for (const [answer, isYes] of [
  ["y", true],
  ["YES", true],
  ["", false],
  ["n", false],
  ["yesterday", false],
] as const) {
  test(`the answer ${JSON.stringify(answer)} is ${isYes ? "a yes" : "no yes"}`, async () => {
    const world = worldWith(true);
    const confirmed = confirm(world, "Delete?");
    world.stdin.write(`${answer}\n`);
    assert.equal(await confirmed, isYes);
  });
}

test("where nobody can be asked, the flag that answers is named", async () => {
  await assert.rejects(confirm(worldWith(false), "Delete 650 seeded items?"), {
    code: "PICKUP_CONFIRMATION_MISSING",
    hint: /--yes/,
    exitCode: 2,
  });
});

test("an interruption is no yes", async () => {
  const interruption = new AbortController();
  const confirmed = confirm(worldWith(true, interruption.signal), "Delete?");
  interruption.abort("SIGINT");
  assert.equal(await confirmed, false);
});

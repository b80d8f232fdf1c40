import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { listening } from "../support/dynalite.ts";
import { emptyFolder, startPickup } from "../support/kit.ts";

/** What runs beside it on the machine may hold one up. */
const attempts = 15;
const limitMs = 1000;

test("within a second of its start try shows the line of a task that throws", async (t) => {
  const folder = emptyFolder(t);
  const source = `import { constant, defineLoadTest } from "pickup-load-test";
    const act = async (user: any) => user.nothing.at.all;
    export default defineLoadTest({ users: { asker: { wait: constant(1), tasks: { act } } } });`;
  writeFileSync(join(folder, "my-test.ts"), source);
  await using api = await listening(createServer((_, answer) => answer.end()));
  const times: number[] = [];
  do {
    const startMs = performance.now();
    const running = startPickup(folder, ["try", "my-test.ts", "-H", api.endpoint]);
    await running.waitFor(/TypeError \(act\): .*\n {4}at my-test\.ts:2:\d+\n/);
    times.push(performance.now() - startMs);
    assert.equal((await running.ended).exitCode, 3);
  } while (times.at(-1)! >= limitMs && times.length < attempts);
  t.diagnostic(times.map((ms) => `${Math.round(ms)} ms`).join(", "));
  assert.ok(times.at(-1)! < limitMs);
});

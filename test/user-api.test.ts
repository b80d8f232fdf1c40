import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup, startPickup } from "./support/kit.ts";

const briefly = ["-u", "2", "-r", "100", "--workers", "2", "--json-file", "summary.json"];

/** A folder with a test file whose users ask for `/` and do what `more` says. */
function folderWith(t: TestContext, { task = "", fields = "" }: { task?: string; fields?: string }): string {
  const folder = emptyFolder(t);
  const source = `
    import { constant, defineLoadTest } from "pickup-load-test";
    export default defineLoadTest({
      ${fields}
      users: {
        viewer: { wait: constant(0.05), tasks: { async ask(user) { await user.http.get("/"); ${task} } } },
      },
    });`;
  writeFileSync(join(folder, "load-test.ts"), source);
  return folder;
}

function summaryIn(folder: string): Summary {
  return JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
}

function yes(): RequestListener {
  return (_request, response) => void response.end();
}

const hooks = `
  setup: (run) => ({ made: run.id }),
  teardown: (run, shared) => console.log("torn down: " + (shared.made === run.id)),`;

test("teardown runs once after the load, with what setup made", async (t) => {
  await using server = await listening(createServer(yes()));
  const folder = folderWith(t, { fields: hooks });
  const { exitCode, stdout } = await runPickup(folder, [
    "load",
    "--headless",
    "load-test.ts",
    ...briefly,
    "-t",
    "1s",
    "-H",
    server.endpoint,
  ]);
  assert.equal(exitCode, 0, stdout);
  assert.equal(stdout.match(/torn down: true/g)?.length, 1);
});

test("teardown runs also after Ctrl+C, and after a failure of the workers", async (t) => {
  const asked = Promise.withResolvers<void>();
  const answering = createServer((_request, response) => {
    response.end();
    asked.resolve();
  });
  await using server = await listening(answering);
  const folder = folderWith(t, { fields: hooks });
  const running = startPickup(folder, ["load", "--headless", "load-test.ts", ...briefly, "-H", server.endpoint]);
  await Promise.race([asked.promise, running.ended]);
  running.process.kill("SIGINT");
  const interrupted = await running.ended;
  assert.equal(interrupted.exitCode, 130, interrupted.stdout + interrupted.stderr);
  assert.match(interrupted.stdout, /torn down: true/);
  assert.equal(summaryIn(folder).verdict, "interrupted");

  const dying = folderWith(t, { fields: hooks, task: "process.exit(7);" });
  const failed = await runPickup(dying, [
    "load",
    "--headless",
    "load-test.ts",
    ...briefly,
    "-t",
    "2s",
    "-H",
    server.endpoint,
  ]);
  assert.equal(failed.exitCode, 1);
  assert.match(failed.stdout, /torn down: true/);
});

test("a teardown that throws leaves the results whole, and says where", async (t) => {
  await using server = await listening(createServer(yes()));
  const folder = folderWith(t, { fields: 'teardown: () => { throw new Error("the door is locked"); },' });
  const ended = await runPickup(folder, [
    "load",
    "--headless",
    "load-test.ts",
    ...briefly,
    "-t",
    "1s",
    "-H",
    server.endpoint,
  ]);
  assert.equal(ended.exitCode, 3);
  assert.match(ended.stderr, /teardown of the load test failed: the door is locked\n.*load-test\.ts:4/);
  assert.equal(summaryIn(folder).verdict, "passed");
});

test("what the script throws outside of its tasks is counted, and no worker ends of it", async (t) => {
  await using server = await listening(createServer(yes()));
  const task = `
    void Promise.reject(new Error("nobody waits"));
    setTimeout(() => { throw new Error("from a timer"); }, 1);`;
  const folder = folderWith(t, { task });
  const ended = await runPickup(folder, [
    "load",
    "--headless",
    "load-test.ts",
    ...briefly,
    "-t",
    "3s",
    "-H",
    server.endpoint,
  ]);
  assert.equal(ended.exitCode, 3, ended.stderr);
  const { errors, total } = summaryIn(folder);
  assert.deepEqual(errors.map(({ message, endpoint }) => `${message}, ${endpoint}`).toSorted(), [
    "from a timer, outside of a task",
    "nobody waits, outside of a task",
  ]);
  assert.ok(total.outcomes.ok > 10);
});

test("the first requests of users stand apart from the later ones in the summary", async (t) => {
  const known = new Set<unknown>();
  // Longer than a machine stands still, which makes later requests slow too.
  const slowMs = 2000;
  const slowAtFirst: RequestListener = (request, response) => {
    const delayMs = known.has(request.socket) ? 0 : slowMs;
    known.add(request.socket);
    setTimeout(() => response.end(), delayMs);
  };
  await using server = await listening(createServer(slowAtFirst));
  const folder = folderWith(t, {});
  const ended = await runPickup(folder, [
    "load",
    "--headless",
    "load-test.ts",
    ...briefly,
    "-t",
    "4s",
    "-H",
    server.endpoint,
  ]);
  assert.equal(ended.exitCode, 0, ended.stdout);
  for (const { coldMs, warmMs, latencyMs } of [summaryIn(folder).total, summaryIn(folder).endpoints[0]!]) {
    assert.ok(coldMs!.min >= slowMs - 1, String(coldMs!.min));
    assert.ok(warmMs!.p50 < 50, String(warmMs!.p50));
    assert.equal(latencyMs!.max, coldMs!.max);
  }
});

test("tags that no task has are refused before the first request", async (t) => {
  let asked = 0;
  await using server = await listening(createServer((_request, response) => void (asked++, response.end())));
  const folder = folderWith(t, {});
  const args = ["load", "--headless", "load-test.ts", ...briefly, "-t", "1s", "-H", server.endpoint, "--tags", "read"];
  const ended = await runPickup(folder, args);
  assert.equal(ended.exitCode, 2);
  assert.match(ended.stderr, /no user type has a task that the tags leave/);
  assert.equal(asked, 0);
});

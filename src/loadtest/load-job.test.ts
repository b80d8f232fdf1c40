import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { listening } from "../../test/support/dynalite.ts";
import { loadInput } from "../../test/support/play.ts";
import { onlyPart, spawnPlan } from "../engine/index.ts";
import { KitError, systemClock } from "../ground/index.ts";
import { mergeTicks, unpackTick } from "../stats/index.ts";
import { datasetOf, rowIndexOf } from "./dataset-of.ts";
import type { LoadInput } from "./load-input.ts";
import { loadJob } from "./load-job.ts";
import { resolveOwnName } from "./self-import.ts";
import { loadTestFile } from "./test-file.ts";

/** A folder with a test file, whose address it gives, and other files. */
function testFile(t: TestContext, source: string, files: { readonly [name: string]: string } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "pickup-job-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, "load-test.ts"), source);
  return pathToFileURL(join(folder, "load-test.ts")).href;
}

/** Prepares the job on some workers of this thread and runs it; the reports of its seconds as one. */
async function runOn(workers: number, input: LoadInput, users: number, runMs: number) {
  const plan = spawnPlan(users, 1000, runMs);
  const jobs = await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const share = { plan, parts: onlyPart(worker, workers) };
      return loadJob({ input, share, worker, id: `thread-${worker}`, clock: systemClock });
    }),
  );
  const startMs = systemClock.now();
  await Promise.all(jobs.map((job) => job.run(startMs)));
  return mergeTicks(jobs.map((job) => unpackTick(job.report(0).tick)));
}

const greeting = `
  import { constant, defineLoadTest } from "pickup-load-test";
  export default defineLoadTest<never, { word: string }>({
    users: {
      viewer: {
        wait: constant(0.02),
        tasks: { greet: { tags: ["hello"], run: async (user) => void (await user.http.get("/" + user.shared.word)) } },
      },
      other: { wait: constant(0.02), tasks: { shout: async (user) => void (await user.http.get("/HEY")) } },
    },
  });`;

test("a test file runs on several workers as one run: all users, what setup shared, only the tasks chosen", async (t) => {
  const ports = new Set<unknown>();
  const server = createServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  await using running = await listening(server);
  const tags = { only: ["hello"], except: [] };
  const input = loadInput(running.endpoint, { testFile: testFile(t, greeting), shared: { word: "hello" }, tags });
  const tick = await runOn(3, input, 7, 300);
  assert.equal(ports.size, 7);
  assert.deepEqual(
    tick.endpoints.map(({ name, outcomes }) => [name, outcomes.ok >= 7]),
    [["/hello", true]],
  );
  assert.deepEqual(
    tick.workers.map(({ worker }) => worker),
    ["thread-0", "thread-1", "thread-2"],
  );
});

test("each row of a file is one user at a time, on whichever worker, and is read there on demand", async (t) => {
  const feeding = `
    import { constant, defineLoadTest, rows } from "pickup-load-test";
    export default defineLoadTest({
      dataset: rows("users.csv"),
      users: {
        viewer: {
          wait: constant(0),
          tasks: { ask: async (user) => void (await user.http.get("/?" + user.id + "=" + user.rows()[0].pin)) },
        },
      },
    });`;
  const active = new Set<string>();
  const seen = new Set<string>();
  let twice = 0;
  const server = createServer(({ url = "" }, response) => {
    if (active.has(url)) twice++;
    active.add(url);
    seen.add(url);
    setTimeout(() => {
      active.delete(url);
      response.end();
    }, 10);
  });
  await using running = await listening(server);
  const names = Array.from({ length: 40 }, (_, row) => `user${row},${row * 7}`);
  const file = testFile(t, feeding, { "users.csv": `id,pin\n${names.join("\n")}\n` });
  resolveOwnName();
  const loaded = await loadTestFile(file);
  const read = datasetOf(loaded, { config: null, testFile: file, rowIndex: null });
  await runOn(8, loadInput(running.endpoint, { testFile: file, rowIndex: rowIndexOf(read) }), 40, 2000);
  assert.equal(twice, 0);
  assert.deepEqual(seen, new Set(names.map((name) => `/?${name.replace(",", "=")}`)));
});

test("a test file that is missing or wrong is refused by the worker as it is by the command", async (t) => {
  const refused = async (url: string, message: RegExp) => {
    const input = loadInput("http://127.0.0.1:1", { testFile: url });
    await assert.rejects(runOn(1, input, 1, 1), (error: unknown) => {
      assert.ok(error instanceof KitError);
      assert.equal(error.exitCode, 2);
      assert.match(error.message, message);
      return true;
    });
  };
  await refused("file:///nowhere/gone.ts", /\/nowhere\/gone\.ts does not exist/);
  await refused(testFile(t, "export const users = 1;"), /no load test as its default export/);
  const wrong = `
    export default {
      teardown: "later",
      events: { requests: () => 0, exception: 4 },
      dataset: { users: 3 },
      users: { a: { wait: () => 1, fixedCount: -1, tasks: { b: { tags: "x", run() {} } } } },
    };`;
  const problems =
    /`teardown` is no function[^]*`events\.requests` is an unknown field[^]*`events\.exception` is no function/;
  await refused(testFile(t, wrong), problems);
  await refused(testFile(t, wrong), /fixedCount` is -1: it must be a whole number[^]*the tags of task b are no list/);
});

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { getPriority } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Config } from "../src/dataset/index.ts";
import { pickupDataset, profileKeyOf } from "../src/dataset/index.ts";
import type { RunRecord, Summary } from "../src/results/index.ts";
import { emptyFolder, passing, runPickup, startLocal, startPickup } from "./support/kit.ts";
import { localTable } from "./support/local-table.ts";

const oldConfig = new URL("./fixtures/old-config.json", import.meta.url);

async function seededFolder(
  t: Parameters<typeof emptyFolder>[0],
  args: readonly string[],
  localArgs: readonly string[] = [],
) {
  const folder = emptyFolder(t);
  const local = await startLocal(t, folder, localArgs);
  assert.equal((await runPickup(folder, ["config", ...args])).exitCode, 0);
  const seeded = await runPickup(folder, ["seed"]);
  assert.equal(seeded.exitCode, 0, seeded.stderr);
  return { folder, local };
}

function newestRun(folder: string): { summary: Summary; record: RunRecord; files: string[] } {
  const id = readdirSync(join(folder, "runs")).toSorted().at(-1)!;
  const read = (name: string) => JSON.parse(readFileSync(join(folder, "runs", id, name), "utf8"));
  return { summary: read("summary.json"), record: read("run.json"), files: readdirSync(join(folder, "runs", id)) };
}

function configOf(folder: string): Config {
  return JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as Config;
}

test("the demo does the whole job, every answer right and every user with its own token", async (t) => {
  const folder = emptyFolder(t);
  const demo = ["demo", "--headless", "--users", "20", "--run-time", "5s"];
  const { exitCode, stdout, stderr } = await passing(() => runPickup(folder, demo));
  assert.equal(exitCode, 0, stdout + stderr);
  const { summary, files } = newestRun(folder);
  assert.equal(summary.verdict, "passed");
  assert.ok(summary.total.requests > 0);
  assert.equal(summary.total.outcomes["wrong-content"], 0);
  assert.match(stdout, /\d+ answers, each compared with what its viewer is owed: all right\./);
  for (const name of ["run.json", "summary.json", "ticks.jsonl"]) assert.ok(files.includes(name), name);
  assert.equal(files.filter((name) => name.endsWith(".csv")).length, 4);
});

test("a load test asks as every user with that user's own token, and says in every request which run it is", async (t) => {
  const log = join(emptyFolder(t), "access.jsonl");
  const { folder } = await seededFolder(t, ["8"], ["--access-log", log]);
  const { exitCode, stdout } = await runPickup(folder, ["load", "--headless", "-u", "8", "-r", "100", "-t", "3s"]);
  assert.equal(exitCode, 0, stdout);
  const { summary, record } = newestRun(folder);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const requests = lines.map((line) => JSON.parse(line) as { sub: string; status: number });
  assert.equal(requests.length, summary.total.requests + summary.generator.interrupted);
  assert.deepEqual(new Set(requests.map(({ sub }) => sub)), new Set(configOf(folder).hurleyUserIds));
  assert.equal(summary.tokens.requested, 8);
  assert.deepEqual(record.options.users, { value: 8, origin: "flag" });
});

test("an old config seeds exactly its 650 items, and seeding again leaves them as they are", async (t) => {
  const folder = emptyFolder(t);
  await startLocal(t, folder);
  await copyFile(oldConfig, join(folder, "config.json"));
  for (const _ of [1, 2]) {
    const { exitCode, stdout, stderr } = await runPickup(folder, ["seed"]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /650 items/);
    assert.equal((await localTable(folder).scan()).length, 650);
  }
});

test("verify names the profile and the title of an item deleted behind its back, and seed mends it", async (t) => {
  const { folder } = await seededFolder(t, ["5"]);
  const dataset = pickupDataset(configOf(folder));
  const marker = dataset.rowsOf(3)[2]!;
  const table = localTable(folder);
  await table.remove(profileKeyOf(dataset, 3), marker.parent);

  const broken = await runPickup(folder, ["verify"]);
  assert.equal(broken.exitCode, 3, broken.stdout);
  assert.ok(broken.stdout.includes(dataset.idOf(3)), broken.stdout);
  assert.ok(broken.stdout.includes(marker.asset ?? marker.parent), broken.stdout);

  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
  const mended = await runPickup(folder, ["verify"]);
  assert.equal(mended.exitCode, 0, mended.stdout);
});

test("a cut-off of the service is explained, never excused, and passes once it is declared or raised", async (t) => {
  const folder = emptyFolder(t);
  const settings = join(folder, "pickup-api.config.json");
  writeFileSync(settings, JSON.stringify({ cutOffInDays: 30 }));
  await startLocal(t, folder);
  assert.equal((await runPickup(folder, ["config", "100", "365"])).exitCode, 0);
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);

  const undeclared = await runPickup(folder, ["verify"]);
  assert.equal(undeclared.exitCode, 3);
  assert.match(undeclared.stdout, /cutOffInDays is probably 30; declare it with --cut-off-days 30 or raise it to 36\d/);
  assert.equal((await runPickup(folder, ["verify", "--cut-off-days", "30"])).exitCode, 0);

  writeFileSync(settings, JSON.stringify({ cutOffInDays: 365 }));
  await new Promise((resolve) => setTimeout(resolve, 1500)); // the API looks at its settings once a second
  const raised = await runPickup(folder, ["verify"]);
  assert.equal(raised.exitCode, 0, raised.stdout);
});

test("an API that answers everybody with nothing fails every answer of a load test", async (t) => {
  const { folder } = await seededFolder(t, ["4"]);
  const empty = createServer((_, answer) =>
    answer.setHeader("content-type", "application/json").end('{"continueWatching":[]}'),
  );
  await new Promise<void>((resolve) => empty.listen(0, "127.0.0.1", resolve));
  t.after(() => empty.close());
  const host = `http://127.0.0.1:${(empty.address() as AddressInfo).port}`;
  const { exitCode } = await runPickup(folder, ["load", "--headless", "-u", "4", "-r", "100", "-t", "2s", "-H", host]);
  const { summary } = newestRun(folder);
  assert.equal(exitCode, 3);
  assert.ok(summary.total.requests > 0);
  assert.equal(summary.total.outcomes["wrong-content"], summary.total.requests);
});

test("an API that answers everybody with one viewer's history is a leak", async (t) => {
  const { folder } = await seededFolder(t, ["4"]);
  const dataset = pickupDataset(configOf(folder));
  const continueWatching = dataset
    .rowsOf(0)
    .toSorted((a, b) => b.timeMs - a.timeMs)
    .map(({ parent, asset, position, runtime, timeMs }) => {
      const created = `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
      return { id: asset ?? parent, created, position, runtime };
    });
  const body = JSON.stringify({ continueWatching });
  const mixedUp = createServer((_, answer) => answer.setHeader("content-type", "application/json").end(body));
  await new Promise<void>((resolve) => mixedUp.listen(0, "127.0.0.1", resolve));
  t.after(() => mixedUp.close());
  const host = `http://127.0.0.1:${(mixedUp.address() as AddressInfo).port}`;
  const { exitCode, stdout } = await runPickup(folder, ["verify", "-H", host]);
  assert.equal(exitCode, 97, stdout);
  assert.match(stdout, /other-user 3/);
  const named = stdout.match(new RegExp(`^urn\\S+, shown to \\S+, is of ${dataset.idOf(0)}$`, "gm"));
  assert.equal(named?.length, 3, stdout);

  const load = await runPickup(folder, ["load", "--headless", "-H", host, "-u", "4", "-r", "100", "-t", "1s"]);
  assert.equal(load.exitCode, 97, load.stdout);
  const { leaks = [] } = newestRun(folder).summary;
  assert.deepEqual(new Set(leaks.flatMap(({ owners }) => owners)), new Set([dataset.idOf(0)]), load.stdout);
  assert.ok(load.stdout.includes(`${leaks[0]!.id}, shown to ${leaks[0]!.shownTo}, is of ${dataset.idOf(0)}`));
});

test("an expectation that is empty for everybody fails as vacuous before a request is sent", async (t) => {
  const { folder } = await seededFolder(t, ["4", "90", "--end", "2026-06-01T00:00:00Z"]);
  for (const command of [["verify"], ["load", "--headless", "-t", "1s"]]) {
    const { exitCode, stderr } = await runPickup(folder, [...command, "--cut-off-days", "1"]);
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /owed|vacuous/i);
  }
});

test("more virtual users than the config has is one clear line before any request", async (t) => {
  const log = join(emptyFolder(t), "access.jsonl");
  const { folder } = await seededFolder(t, ["20"], ["--access-log", log]);
  const { exitCode, stderr } = await runPickup(folder, ["load", "--headless", "--users", "21", "-t", "2s"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: 21 virtual users wanted, but the dataset has 20 users/);
  assert.equal(existsSync(log) ? readFileSync(log, "utf8") : "", "");
  assert.equal(existsSync(join(folder, "runs")), false);
});

const needsThreadPriorities = {
  skip: process.platform === "linux" ? false : "only Linux has a priority for each thread",
};

test("the threads that play users go before the one that counts and shows them", needsThreadPriorities, async (t) => {
  const { folder } = await seededFolder(t, ["4"]);
  const load = startPickup(folder, ["load", "--headless", "--workers", "2", "-u", "4", "-r", "100", "-t", "10m"]);
  await load.waitFor(/req\/s/);
  const main = load.process.pid!;
  const workers = threadsOf(main, /^pickup-\d$/).map((thread) => getPriority(thread));
  const behind = getPriority(main);
  load.process.kill("SIGINT");
  await load.ended;
  assert.equal(workers.length, 2);
  for (const worker of workers) assert.equal(behind, Math.min(19, worker + 10));
});

/** The threads of a process of Linux whose name matches; those that end meanwhile are left out. */
function threadsOf(pid: number, name: RegExp): number[] {
  const tasks = join("/proc", String(pid), "task");
  return readdirSync(tasks).flatMap((thread) => {
    const file = join(tasks, thread, "comm");
    return existsSync(file) && name.test(readFileSync(file, "utf8").trim()) ? [Number(thread)] : [];
  });
}

test("Ctrl+C in the middle of a load keeps the results", async (t) => {
  const { folder } = await seededFolder(t, ["4"]);
  const load = startPickup(folder, ["load", "--headless", "-u", "4", "-r", "100", "-t", "10m", "--csv", "all"]);
  await load.waitFor(/requests|users/);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  load.process.kill("SIGINT");
  const { exitCode, stdout } = await load.ended;
  assert.equal(exitCode, 130, stdout);
  const { summary, files } = newestRun(folder);
  assert.equal(summary.verdict, "interrupted");
  assert.ok(summary.total.requests > 0);
  assert.ok(files.includes("ticks.jsonl"));
  assert.ok(existsSync(join(folder, "all_stats.csv")));
});

test("Ctrl+C in the middle of seeding says how to go on, and the same command completes it", async (t) => {
  const folder = emptyFolder(t);
  await startLocal(t, folder);
  assert.equal((await runPickup(folder, ["config", "3000", "90"])).exitCode, 0);
  const seed = startPickup(folder, ["seed", "--concurrency", "1"]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  seed.process.kill("SIGINT");
  const { exitCode, stdout } = await seed.ended;
  assert.equal(exitCode, 130, stdout);
  assert.match(stdout, /goes on from here/);
  assert.ok((await readFile(join(folder, "runtime.log"), "utf8")).includes('"interrupted":true'));
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
  assert.equal((await localTable(folder).scan()).length, 39_000);
});

test("clean leaves what it did not seed", async (t) => {
  const { folder } = await seededFolder(t, ["5"]);
  const table = localTable(folder);
  await table.put("somebody:hboMax", "urn:hbo:feature:theirs");
  assert.equal((await runPickup(folder, ["clean"])).exitCode, 0);
  assert.deepEqual(
    (await table.scan()).map((item) => item.prof),
    [{ S: "somebody:hboMax" }],
  );
});

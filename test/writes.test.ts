import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Config, pickupDataset, profileKeyOf } from "../src/dataset/index.ts";
import { formatCount } from "../src/ground/index.ts";
import type { LoggedWrite } from "../src/local/pickup-api/write-log.ts";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startLocal, startPickup } from "./support/kit.ts";
import { localTable } from "./support/local-table.ts";

const isSoak = process.env.PICKUP_SOAK !== undefined;
/** Of the pass over all users: how many there are, of whom so many are shown too little, and when it is stopped. */
const pass = isSoak ? { users: 100_000, wrong: 1200, stopMs: 30_000 } : { users: 2000, wrong: 120, stopMs: 1700 };

/** On a busy machine starts are missed, which is no matter here. */
const load = ["load", "--headless", "-u", "20", "--arrival-rate", "40/s", "--threshold", "missed-starts<100%"];

async function seeded(folder: string, users: string, days: string): Promise<void> {
  assert.equal((await runPickup(folder, ["config", users, days, "--seed", "writes"])).exitCode, 0);
  const { exitCode, stderr } = await runPickup(folder, ["seed"]);
  assert.equal(exitCode, 0, stderr);
}

function newestRun(folder: string): { id: string; summary: Summary } {
  const id = readdirSync(join(folder, "runs")).toSorted().at(-1)!;
  const summary = JSON.parse(readFileSync(join(folder, "runs", id, "summary.json"), "utf8")) as Summary;
  return { id, summary };
}

test("what viewers wrote is owed from then on, is put back by seeding, and nothing of ours is left after clean", async (t) => {
  const folder = emptyFolder(t);
  await startLocal(t, folder, ["--visible-after", "150ms"]);
  await seeded(folder, "20", "90");
  for (const _ of [1, 2]) {
    const run = await runPickup(folder, [...load, "-t", "3s", "--writes", "30%", "--visible-within", "3s"]);
    assert.ok([0, 98].includes(run.exitCode), run.stdout + run.stderr);
    const { total, writes } = newestRun(folder).summary;
    assert.ok(writes.acknowledged > 0 && writes.visibleAfterMs!.max > 0, run.stdout);
    assert.equal(total.outcomes["wrong-content"], 0, run.stdout);
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal((await runPickup(folder, ["verify"])).exitCode, 0);
  const audit = await runPickup(folder, ["verify", "--audit", "latest"]);
  assert.equal(audit.exitCode, 0, audit.stdout + audit.stderr);
  assert.match(audit.stdout, /acknowledged writes, 0 lost; 0 phantoms; 0 in doubt/);

  const again = await runPickup(folder, ["seed"]);
  assert.match(again.stdout, /markers? that load tests wrote put back/);
  const verified = await runPickup(folder, ["verify"]);
  assert.equal(verified.exitCode, 0, verified.stdout);

  await localTable(folder).put("somebody:hboMax", "urn:hbo:feature:theirs");
  assert.equal((await runPickup(folder, ["clean"])).exitCode, 0);
  assert.deepEqual(
    (await localTable(folder).scan()).map((item) => item.prof),
    [{ S: "somebody:hboMax" }],
  );
  assert.ok(!readdirSync(join(folder, ".pickup")).some((name) => name.startsWith("ledger-")));
});

test("after the API died between acknowledging and storing, the audit names exactly the lost writes", async (t) => {
  const folder = emptyFolder(t);
  const writeLog = join(folder, "writes.jsonl");
  const dying = ["--visible-after", "300ms", "--crash-after-writes", "30", "--write-log", writeLog];
  await startLocal(t, folder, dying);
  await seeded(folder, "20", "90");
  await runPickup(folder, [...load, "-t", "2s", "--writes", "80%"]);
  const acknowledged = lostIn(writeLog);
  const lost = [...acknowledged.keys()].toSorted();
  assert.ok(lost.length > 1, "several were acknowledged and waited");

  const { id } = newestRun(folder);
  const audit = await runPickup(folder, ["verify", "--audit", id]);
  assert.equal(audit.exitCode, 3, audit.stdout + audit.stderr);
  const named = [...audit.stdout.matchAll(/^lost: (\S+ \S+?): .* was acknowledged/gm)].map(([, write]) => write!);
  // The last answers, still on their way, may have died with the service: then their writes are in doubt.
  const unheard = lost.filter((write) => !named.includes(write));
  const deathMs = Math.max(...acknowledged.values());
  assert.ok(
    unheard.every((write) => deathMs - acknowledged.get(write)! <= 20),
    unheard.join(),
  );
  assert.ok(named.length > 0, "most were heard");
  assert.deepEqual([...named, ...unheard].toSorted(), lost, audit.stdout);
  assert.match(audit.stdout, new RegExp(`${named.length} lost; 0 phantoms`));
});

/** Whose writes of which titles were acknowledged and never stored, nor a later one in their place; and when. */
function lostIn(writeLog: string): Map<string, number> {
  const lines = readFileSync(writeLog, "utf8").trim().split("\n");
  const events = lines.map((line) => JSON.parse(line) as LoggedWrite);
  const storedMs = new Map<string, number>();
  for (const { event, userId, id, creationTime } of events) {
    if (event === "stored") storedMs.set(`${userId} ${id}`, creationTime);
  }
  const acknowledged = events.filter(({ event }) => event === "acknowledged");
  return new Map(
    acknowledged
      .filter(({ userId, id, creationTime }) => creationTime > (storedMs.get(`${userId} ${id}`) ?? 0))
      .map(({ userId, id, time }) => [`${userId} ${id}`, Date.parse(time)]),
  );
}

test("a verification that is stopped goes on where it was, and names the wrong users with their total", async (t) => {
  const { users, wrong, stopMs } = pass;
  const folder = emptyFolder(t);
  await startLocal(t, folder, ["--store", "memory"]);
  await seeded(folder, String(users), isSoak ? "90" : "14");
  const dataset = pickupDataset(JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as Config);
  const table = localTable(folder);
  const every = Math.floor(users / wrong);
  for (let user = 0; user < wrong * every; user += every) {
    await table.remove(profileKeyOf(dataset, user), dataset.rowsOf(user)[0]!.parent);
  }
  const verify = startPickup(folder, ["verify", "--users-at-once", isSoak ? "32" : "8"]);
  await verify.waitFor(/API:/);
  await new Promise((resolve) => setTimeout(resolve, stopMs));
  verify.process.kill("SIGINT");
  const stopped = await verify.ended;
  const asked = /stopped after ([\d,]+) of ([\d,]+) users/.exec(stopped.stdout);
  const total = `Wrong answers: missing ${formatCount(wrong)}\n`;
  if (asked === null) return assert.ok(stopped.stdout.includes(total), "it was done before");
  const resumed = await runPickup(folder, ["verify", "--resume"]);
  assert.equal(resumed.exitCode, 3, resumed.stdout + resumed.stderr);
  assert.match(resumed.stdout, new RegExp(`going on after ${asked[1]} users`));
  const answers = `${formatCount(users)} answers, each compared with what its viewer is owed: ${formatCount(wrong)} wrong`;
  assert.ok(resumed.stdout.includes(answers), resumed.stdout);
  assert.ok(resumed.stdout.includes(total), resumed.stdout);
  assert.equal(resumed.stdout.match(/^ {2}PICKUP-LT-/gm)?.length, 100);
  assert.ok(!readdirSync(join(folder, ".pickup")).some((name) => name.startsWith("verify-")));
});

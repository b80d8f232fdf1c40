import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

/** In full: a million answers of the embedded DynamoDB in memory, fifty thousand of dynalite. */
const isSoak = process.env.PICKUP_SOAK !== undefined;
const scale = isSoak
  ? { memory: { rate: 2500, seconds: 400 }, dynalite: { rate: 400, seconds: 170 } }
  : { memory: { rate: 400, seconds: 4 }, dynalite: { rate: 60, seconds: 3 } };

interface Honest {
  readonly store: keyof typeof scale;
  readonly users: number;
  /** What the API does, what is declared of it. */
  readonly serves: readonly string[];
  readonly declared: readonly string[];
  readonly cutOffInDays?: number;
}

/** Loads an honest API with reads, writes and probes. */
async function load(t: TestContext, { store, users, serves, declared, cutOffInDays }: Honest): Promise<Summary> {
  const folder = emptyFolder(t);
  if (cutOffInDays !== undefined) {
    writeFileSync(join(folder, "pickup-api.config.json"), JSON.stringify({ cutOffInDays }));
  }
  await startLocal(t, folder, ["--store", store, ...serves]);
  // All within one day: markers cross a cut-off in the middle of it every second.
  assert.equal((await runPickup(folder, ["config", String(users), "1", "24", "--seed", "honest"])).exitCode, 0);
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
  const { rate, seconds } = scale[store];
  const shape = ["-u", String(users), "--arrival-rate", `${rate}/s`, "-t", `${seconds}s`];
  const trials = ["--writes", "20%", "--isolation", "5%", "--json-file", "summary.json"];
  const { exitCode, stdout, stderr } = await runPickup(folder, [
    "load",
    "--headless",
    ...shape,
    ...trials,
    ...declared,
    // On a busy machine starts are missed, which is no matter here.
    "--threshold",
    "missed-starts<100%",
  ]);
  assert.ok([0, 98].includes(exitCode), stdout + stderr);
  return JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
}

function noAlarm({ total, writes, isolation, errors }: Summary): void {
  assert.deepEqual([total.outcomes["wrong-content"], total.outcomes.leak, errors], [0, 0, []]);
  assert.ok(writes.acknowledged > 0);
  const { probes } = isolation;
  for (const [kind, { leaked }] of Object.entries(probes)) assert.equal(leaked, 0, kind);
  assert.ok(probes["another-user"]!.empty > 0, "a probe that is answered with nothing is no leak");
}

/** Those that were compared with what is owed: all but the acknowledgements of writes. */
function rightAnswers({ total, writes }: Summary): number {
  return total.outcomes.ok - writes.acknowledged;
}

test("an honest API that stores late is not called wrong while markers cross its cut-off", async (t) => {
  const summary = await load(t, {
    store: "memory",
    users: 3000,
    serves: ["--visible-after", "150ms"],
    declared: ["--visible-within", "3s", "--cut-off-days", "0.5"],
    cutOffInDays: 0.5,
  });
  noAlarm(summary);
  const answers = rightAnswers(summary);
  t.diagnostic(`${answers} right answers`);
  assert.ok(answers >= (isSoak ? 1_000_000 : 400));
});

test("an honest API on dynalite is not called wrong", async (t) => {
  const summary = await load(t, { store: "dynalite", users: 100, serves: [], declared: [] });
  noAlarm(summary);
  const answers = rightAnswers(summary);
  t.diagnostic(`${answers} right answers`);
  assert.ok(answers >= (isSoak ? 50_000 : 40));
});

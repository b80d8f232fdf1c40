import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Config } from "../src/dataset/index.ts";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

/** In full: a million answers of the embedded DynamoDB in memory, fifty thousand of dynalite. */
const isSoak = process.env.PICKUP_SOAK !== undefined;
const scale = isSoak
  ? { memory: { rate: 3000, seconds: 720 }, dynalite: { rate: 400, seconds: 170 } }
  : { memory: { rate: 400, seconds: 4 }, dynalite: { rate: 60, seconds: 3 } };

interface Honest {
  readonly store: keyof typeof scale;
  readonly users: number;
  /** What the API does, what is declared of it. */
  readonly serves: readonly string[];
  readonly declared: readonly string[];
  readonly cutsOff: boolean;
}

const cutOffInDays = 0.5;

/** Loads an honest API with reads, writes and probes. */
async function load(t: TestContext, { store, users, serves, declared, cutsOff }: Honest): Promise<Summary> {
  const folder = emptyFolder(t);
  if (cutsOff) writeFileSync(join(folder, "pickup-api.config.json"), JSON.stringify({ cutOffInDays }));
  await startLocal(t, folder, ["--store", store, ...serves]);
  assert.equal((await runPickup(folder, ["config", String(users), "1", "24", "--seed", "honest"])).exitCode, 0);
  gatherAroundCutOff(join(folder, "config.json"));
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

/** All markers within the hour around half a day ago: every second one of them crosses the cut-off. */
function gatherAroundCutOff(configFile: string): void {
  const edge = Math.floor(Date.now() / 1000) - cutOffInDays * 86_400;
  const config = JSON.parse(readFileSync(configFile, "utf8")) as Config;
  const gathered = { ...config, updateTimeStart: edge - 1800, updateTimeEnd: edge + 1800 };
  writeFileSync(configFile, JSON.stringify(gathered));
}

/** A busy machine may let an answer time out, which is no alarm. */
function noAlarm({ total, writes, isolation, errors }: Summary): void {
  const { "wrong-content": wrong, leak } = total.outcomes;
  assert.deepEqual([wrong, leak, errors.filter(({ code }) => code !== "timeout")], [0, 0, []]);
  assert.ok(writes.acknowledged > 0);
  for (const [kind, { leaked }] of Object.entries(isolation.probes)) assert.equal(leaked, 0, kind);
}

/** Those that were compared with what is owed: all but the acknowledgements of writes. */
function rightAnswers({ total, writes }: Summary): number {
  return total.outcomes.ok - writes.acknowledged;
}

test("an honest API that stores late is not called wrong while markers cross its cut-off", async (t) => {
  const summary = await load(t, {
    store: "memory",
    users: 200,
    serves: ["--visible-after", "150ms"],
    declared: ["--visible-within", "3s", "--cut-off-days", String(cutOffInDays)],
    cutsOff: true,
  });
  noAlarm(summary);
  assert.ok(summary.isolation.probes["another-user"]!.empty > 0, "a probe that is answered with nothing is no leak");
  const answers = rightAnswers(summary);
  t.diagnostic(`${answers} right answers`);
  assert.ok(answers >= (isSoak ? 1_000_000 : 300));
});

test("an honest API on dynalite is not called wrong", async (t) => {
  const summary = await load(t, { store: "dynalite", users: 100, serves: [], declared: [], cutsOff: false });
  noAlarm(summary);
  const answers = rightAnswers(summary);
  t.diagnostic(`${answers} right answers`);
  assert.ok(answers >= (isSoak ? 50_000 : 40));
});

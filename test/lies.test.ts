import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { lieNames, liesIn, type LieName } from "../src/local/lies/lie-kinds.ts";
import type { LoggedLie } from "../src/local/lies/lie-log.ts";
import type { FailureSample } from "../src/stats/index.ts";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

/** In full: 20,000 answers, each lie in them once in a thousand; else a sixteenth of that. */
const isSoak = process.env.PICKUP_SOAK !== undefined;
const scale = isSoak
  ? { seconds: 125, inAnswers: 0.001, inTable: 0.005, probes: "10%" }
  : { seconds: 7, inAnswers: 0.01, inTable: 0.04, probes: "20%" };

const service = { cutOffInDays: 100, continueWatchingLimit: 15 };

const declared = [`--cut-off-days=${service.cutOffInDays}`, `--history-limit=${service.continueWatchingLimit}`];

const answerLies = liesIn("list", "text", "meeting");
const tokenLies = liesIn("token", "markers");
const tableLies = liesIn("table");

const sharesOf = (names: readonly LieName[], probability: number) =>
  Object.fromEntries(names.map((name) => [name, probability]));

/** A seeded stack whose API tells these lies. */
async function lyingStack(t: TestContext, lies: { readonly [kind: string]: number }): Promise<string> {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "pickup-api.config.json"), JSON.stringify(service));
  writeFileSync(join(folder, "lies.json"), JSON.stringify({ seed: "lies", ...lies }));
  await startLocal(t, folder, ["--store", "memory", "--lies", "lies.json"]);
  assert.equal((await runPickup(folder, ["config", "400", "120", "24", "--seed", "lies"])).exitCode, 0);
  const seeded = await runPickup(folder, ["seed"]);
  assert.equal(seeded.exitCode, 0, seeded.stderr);
  return folder;
}

async function load(folder: string, ...args: string[]): Promise<{ readonly run: string; readonly summary: Summary }> {
  const { stdout, stderr } = await runPickup(folder, ["load", "--headless", "--no-abort", ...args]);
  const runs = join(folder, "runs");
  assert.ok(existsSync(runs), stdout + stderr);
  const run = readdirSync(runs).toSorted().at(-1)!;
  return { run, summary: JSON.parse(readFileSync(join(runs, run, "summary.json"), "utf8")) as Summary };
}

/** The samples of failures that a run has kept. */
function samplesIn(folder: string, run: string): FailureSample[] {
  const seconds = readFileSync(join(folder, "runs", run, "ticks.jsonl"), "utf8")
    .trim()
    .split("\n");
  return seconds.flatMap((line) => (JSON.parse(line) as { samples?: FailureSample[] }).samples ?? []);
}

function logged(folder: string): LoggedLie[] {
  const log = readFileSync(join(folder, "lies.jsonl"), "utf8").trim();
  return log === "" ? [] : log.split("\n").map((line) => JSON.parse(line) as LoggedLie);
}

function countsBy(values: readonly string[]): { [value: string]: number } {
  const counts: { [value: string]: number } = {};
  for (const value of values.toSorted()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** How many answers were wrong by the service's own log, and as what. */
function wrongAnswersIn(lies: readonly LoggedLie[]): { [countedAs: string]: number } {
  const inAnswers = lies.filter(({ event, kind }) =>
    event === "told" ? answerLies.includes(kind) : event === "shown",
  );
  return countsBy(inAnswers.map(({ countedAs }) => countedAs!));
}

/** What a run counted, in the words of the service's own log. */
function countedIn({ errors, total }: Summary): { [value: string]: number } {
  const counts: [string, number][] = errors
    .filter(({ code }) => code === "wrong-content")
    .map(({ message, count }) => [message, count]);
  for (const outcome of ["http-error", "connection-error"] as const) {
    if (total.outcomes[outcome] > 0) counts.push([outcome, total.outcomes[outcome]]);
  }
  return Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function leaksByKind({ isolation: { probes } }: Summary): { [kind in LieName]?: number } {
  const leaks = {
    acceptExpired: probes["expired-token"]!.leaked,
    acceptForeignKey: probes["foreign-key"]!.leaked,
    acceptMissing: probes["no-token"]!.leaked,
    acceptUnsigned: probes["unsigned-token"]!.leaked,
    othersMarker: probes["another-user"]!.leaked,
  };
  return Object.fromEntries(Object.entries(leaks).filter(([, count]) => count > 0));
}

/** What a closing read of every user counted. */
async function verified(folder: string): Promise<{ [countedAs: string]: number }> {
  const { stdout } = await runPickup(folder, ["verify", ...declared]);
  const [, kinds = ""] = /^Wrong answers: (.*)$/m.exec(stdout) ?? [];
  const counts = kinds.split(", ").map((kind): [string, number] => {
    const [name, count] = kind.split(" ");
    return [name!, Number(count)];
  });
  return Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The markers that an audit names, with what it calls them. */
async function audited(folder: string, run: string): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runPickup(folder, ["verify", "--audit", run]);
  assert.equal(exitCode, 3, stdout + stderr);
  return [...stdout.matchAll(/^((?:lost|phantom): \S+ \S+?): /gm)].map(([, named]) => named!).toSorted();
}

/** The lies that stand in the table at the end, as an audit names them. */
function standing(lies: readonly LoggedLie[]): string[] {
  const stands = new Map<string, string>();
  for (const { event, kind, countedAs, userId, id } of lies.filter(({ kind }) => tableLies.includes(kind))) {
    const incident = `${kind} ${userId} ${id}`;
    if (event === "told") stands.set(incident, `${countedAs}: ${userId} ${id}`);
    if (event === "mended") stands.delete(incident);
  }
  return [...stands.values()].toSorted();
}

/** Every kind that was counted has a sample with both sides. */
function checkSamples({ errors }: Summary, samples: readonly FailureSample[]): void {
  const wrong = samples.filter(({ outcome }) => outcome === "wrong-content");
  const counted = errors.filter(({ code }) => code === "wrong-content").map(({ message }) => message);
  assert.deepEqual(new Set(wrong.map(({ reason }) => reason)), new Set(counted));
  for (const { difference } of wrong) assert.ok(difference!.expected !== "" && difference!.got !== "");
}

test("of all lies together none is missed and none invented: in answers, to probes and in the table", async (t) => {
  const folder = await lyingStack(t, {
    ...sharesOf(answerLies, scale.inAnswers),
    ...sharesOf(tableLies, scale.inTable),
    ...sharesOf(tokenLies, 0.5),
  });
  const shape = ["-u", "400", "--arrival-rate", "200/s", "-t", `${scale.seconds}s`];
  const trials = ["--writes", "20%", "--isolation", scale.probes, "--sign-with", ".pickup/token-service-key.pem"];
  const { run, summary } = await load(folder, ...shape, ...trials, ...declared);
  assert.equal(summary.generator.interrupted, 0);
  const told = logged(folder);
  assert.deepEqual(countedIn(summary), wrongAnswersIn(told), JSON.stringify(told));
  assert.deepEqual(
    leaksByKind(summary),
    countsBy(told.flatMap(({ kind }) => (tokenLies.includes(kind) ? [kind] : []))),
  );
  assert.ok(new Set(told.map(({ kind }) => kind)).size > lieNames.length * 0.8, "most kinds were told");
  checkSamples(summary, samplesIn(folder, run));

  await new Promise((resolve) => setTimeout(resolve, 700)); // the last positions are taken back
  const before = logged(folder).length;
  const atLast = await verified(folder);
  const { "http-error": _, "connection-error": __, ...wrong } = wrongAnswersIn(logged(folder).slice(before));
  assert.deepEqual(atLast, wrong);
  assert.deepEqual(await audited(folder, run), standing(logged(folder)));
});

test("a service that swaps the answers of users who ask at the same time ends the run as a leak", async (t) => {
  const folder = await lyingStack(t, { mixUpUsers: 1 });
  const args = ["--headless", "-u", "60", "--arrival-rate", "300/s", "-t", "10s", ...declared];
  const { exitCode, stdout } = await runPickup(folder, ["load", ...args]);
  assert.equal(exitCode, 97, stdout);
  assert.match(stdout, /other-user/);
  const kinds = new Set(logged(folder).map(({ kind }) => kind));
  assert.deepEqual([...kinds], ["mixUpUsers"]);
});

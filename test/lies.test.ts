import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { liesIn, type LieName } from "../src/local/lies/lie-kinds.ts";
import type { FailureSample } from "../src/stats/index.ts";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

/** In full: 20,000 answers, each lie once in a thousand; else a tenth of that. */
const isSoak = process.env.PICKUP_SOAK !== undefined;
const scale = isSoak ? { seconds: 100, probability: 0.001 } : { seconds: 8, probability: 0.01 };

const service = { cutOffInDays: 100, continueWatchingLimit: 15 };

const declaring = ({ cutOffInDays, continueWatchingLimit }: typeof service) => [
  "--cut-off-days",
  String(cutOffInDays),
  "--history-limit",
  String(continueWatchingLimit),
];

/** Shows every marker, so that none of the incidents is out of sight. */
const generous = { cutOffInDays: 365, continueWatchingLimit: 50 };

interface Lie {
  readonly kind: LieName;
  readonly countedAs: string;
  readonly userId: string;
  readonly id?: string;
}

const answerLies = liesIn("list", "text", "meeting");
const tokenLies = liesIn("token", "markers");
const tableLies = liesIn("table");

const sharesOf = (names: readonly LieName[], probability: number) =>
  Object.fromEntries(names.map((name) => [name, probability]));

/** A seeded stack whose API tells these lies. */
async function lyingStack(
  t: TestContext,
  lies: { readonly [kind: string]: number },
  settings = service,
): Promise<string> {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "pickup-api.config.json"), JSON.stringify(settings));
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

function toldIn(folder: string): Lie[] {
  const log = readFileSync(join(folder, "lies.jsonl"), "utf8").trim();
  return log === "" ? [] : log.split("\n").map((line) => JSON.parse(line) as Lie);
}

function countsBy(values: readonly string[]): { [value: string]: number } {
  const counts: { [value: string]: number } = {};
  for (const value of values.toSorted((a, b) => (a < b ? -1 : 1))) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
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

/** The lies told of some kinds, as "user title" where they are about one. */
function incidents(told: readonly Lie[], ...kinds: LieName[]): string[] {
  const some = told.filter(({ kind }) => kinds.includes(kind));
  return some.map(({ userId, id }) => `${userId} ${id}`).toSorted((a, b) => (a < b ? -1 : 1));
}

/** The markers that an audit names as lost or phantom. */
async function audited(folder: string, run: string, as: "lost" | "phantom"): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runPickup(folder, ["verify", "--audit", run]);
  assert.equal(exitCode, 3, stdout + stderr);
  const named = [...stdout.matchAll(/^(\w+): (\S+ \S+?): /gm)].filter(([, what]) => what === as);
  return named.map(([, , marker]) => marker!).toSorted((a, b) => (a < b ? -1 : 1));
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

const signing = (folder: string) => ["--sign-with", join(folder, ".pickup", "token-service-key.pem")];

test("every lie in an answer is counted under its kind, none is missed and none invented", async (t) => {
  const folder = await lyingStack(t, sharesOf(answerLies, scale.probability));
  const args = [
    "-u",
    "400", // so many that none writes more often than is remembered
    "--arrival-rate",
    "200/s",
    "-t",
    `${scale.seconds}s`,
    "--writes",
    "20%",
    ...declaring(service),
  ];
  const { run, summary } = await load(folder, ...args);
  assert.equal(summary.generator.interrupted, 0);
  const told = toldIn(folder);
  assert.deepEqual(countedIn(summary), countsBy(told.map(({ countedAs }) => countedAs)), JSON.stringify(told));
  const samples = samplesIn(folder, run).filter(({ outcome }) => outcome === "wrong-content");
  const sampled = new Set(samples.map(({ reason }) => reason));
  const counted = summary.errors.filter(({ code }) => code === "wrong-content").map(({ message }) => message);
  assert.deepEqual(sampled, new Set(counted));
  for (const { difference } of samples) assert.ok(difference!.expected !== "" && difference!.got !== "");
  assert.ok(new Set(told.map(({ kind }) => kind)).size > answerLies.length / 2, "most kinds were told");
});

test("every token that should have been refused is a leak, and so is another user's marker, and nothing else is", async (t) => {
  const folder = await lyingStack(t, sharesOf(tokenLies, 0.5));
  const args = ["-u", "60", "--arrival-rate", "200/s", "-t", "4s", "--isolation", "50%", ...declaring(service)];
  const { summary } = await load(folder, ...args, ...signing(folder));
  const { othersMarker: leaks, ...tokens } = leaksByKind(summary);
  const { othersMarker: markers, ...told } = countsBy(toldIn(folder).map(({ kind }) => kind));
  assert.deepEqual(tokens, told);
  // A probe asks for several markers at once; each of them has its line in the log.
  const probed = new Set(incidents(toldIn(folder), "othersMarker").map((incident) => incident.split(" ")[0]));
  assert.ok(
    leaks! >= probed.size && leaks! <= markers!,
    `${leaks} answers to ${probed.size} users, ${markers} markers`,
  );
  assert.equal(summary.total.failures, 0, "probes are in no other figure");
});

test("each write that was lost, doubled or undone is named once by the audit, and by a closing read of every user", async (t) => {
  const folder = await lyingStack(t, sharesOf(tableLies, 0.04), generous);
  // So slow that nobody writes twice: a later write of the title would mend what an earlier lie has done.
  const { run, summary } = await load(
    folder,
    "-u",
    "400",
    "--arrival-rate",
    "80/s",
    "-t",
    "4s",
    "--writes",
    "100%",
    ...declaring(generous),
  );
  assert.ok(summary.writes.acknowledged > 200, JSON.stringify(summary.writes));
  await new Promise((resolve) => setTimeout(resolve, 700)); // the last positions are taken back
  const told = toldIn(folder);
  assert.equal(new Set(told.map(({ kind }) => kind)).size, tableLies.length);
  assert.deepEqual(await audited(folder, run, "lost"), incidents(told, "loseWrite", "revertPosition"));
  assert.deepEqual(await audited(folder, run, "phantom"), incidents(told, "writeTwice"));
  const doubled = incidents(told, "writeTwice").length;
  const { stdout } = await runPickup(folder, ["verify", ...declaring(generous)]);
  assert.match(stdout, new RegExp(`Wrong answers: duplicate ${doubled}, stale ${told.length - doubled}\n`));
});

test("a service that swaps the answers of users who ask at the same time ends the run as a leak", async (t) => {
  const folder = await lyingStack(t, { mixUpUsers: 1 });
  const args = ["--headless", "-u", "60", "--arrival-rate", "300/s", "-t", "10s", ...declaring(service)];
  const { exitCode, stdout } = await runPickup(folder, ["load", ...args]);
  assert.equal(exitCode, 97, stdout);
  assert.match(stdout, /other-user/);
  const kinds = new Set(toldIn(folder).map(({ kind }) => kind));
  assert.deepEqual([...kinds], ["mixUpUsers"]);
});

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import type { ReportData, Summary } from "../../src/results/index.ts";
import { ComparedRuns } from "../support/compared-runs.ts";
import { listening } from "../support/dynalite.ts";
import { emptyFolder, runPickup, startPickup } from "../support/kit.ts";

const asking = `
  import { constant, defineLoadTest } from "pickup-load-test";
  export default defineLoadTest({
    users: { viewer: { wait: constant(0.02), tasks: { async ask(user) { await user.http.get("/a"); } } } },
  });`;

/** A server whose answers take so long; 0: it never answers. */
function answering(latencyMs: number) {
  return listening(
    createServer((_request, response) => {
      if (latencyMs > 0) setTimeout(() => response.end("{}"), latencyMs * (1 + Math.random() / 4));
    }),
  );
}

function folderOf(t: TestContext): string {
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "load-test.ts"), asking);
  return folder;
}

function load(host: string, ...more: string[]): string[] {
  return ["load", "load-test.ts", "--headless", "-H", host, "-u", "10", "-r", "100", "--workers", "1", ...more];
}

function runsIn(folder: string): string[] {
  return readdirSync(join(folder, "runs")).toSorted();
}

function dataIn(path: string): ReportData {
  const packed = /id="report-data">([^<]+)</.exec(readFileSync(path, "utf8"))![1]!;
  return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as ReportData;
}

test("every file of a run folder names its run, and its report can be made again", async (t) => {
  await using server = await answering(2);
  const folder = folderOf(t);
  const environment = { GITHUB_STEP_SUMMARY: join(folder, "step.md") };
  const args = load(server.endpoint, "-t", "2s", "--threshold", "p99<10s", "--html", "own.html");
  const ended = await startPickup(folder, args, environment).ended;
  const [id] = runsIn(folder);
  const run = join(folder, "runs", id!);
  for (const name of ["run.json", "summary.json", "junit.xml", "summary.md", "latency.hlog"]) {
    assert.ok(readFileSync(join(run, name), "utf8").includes(id!), `${name}\n${ended.stdout}${ended.stderr}`);
  }
  assert.ok(readFileSync(join(folder, "step.md"), "utf8").includes(id!));
  const own = dataIn(join(folder, "own.html"));
  assert.ok(own.kind === "run");
  assert.deepEqual(
    [own.view.run.id, own.view.summary],
    [id, JSON.parse(readFileSync(join(run, "summary.json"), "utf8"))],
  );
  assert.deepEqual(dataIn(join(run, "report.html")), own);
  const again = await runPickup(folder, ["report", "latest", "--html", "again.html"]);
  assert.equal(again.exitCode, 0, again.stderr);
  assert.deepEqual(dataIn(join(folder, "again.html")), own);
});

const token = "s3cret-0paque-t0ken";
const tellingAll = `
  import { constant, defineLoadTest } from "pickup-load-test";
  export default defineLoadTest({
    users: {
      viewer: {
        wait: constant(0.1),
        bearer: () => "${token}",
        tasks: {
          async ask(user) {
            const answer = await user.http.get("/a", { headers: { "x-api-key": "${token}" } });
            answer.fail("refused: " + answer.text());
            throw new Error("no use for " + answer.text());
          },
        },
      },
    },
  });`;

test("a token that the service echoes and the test repeats is in no file of the run and on no screen", async (t) => {
  const echoing = createServer(({ headers }, response) => {
    response.setHeader("x-echo", String(headers.authorization));
    response.end(String(headers.authorization).slice("Bearer ".length));
  });
  await using server = await listening(echoing);
  const folder = emptyFolder(t);
  writeFileSync(join(folder, "load-test.ts"), tellingAll);
  const { exitCode, stdout, stderr } = await runPickup(
    folder,
    load(server.endpoint, "-t", "2s", "--token-kind", "none"),
  );
  assert.equal(exitCode, 3, stdout + stderr);
  assert.ok(!(stdout + stderr).includes(token));
  const run = join(folder, "runs", runsIn(folder)[0]!);
  for (const name of readdirSync(run)) assert.ok(!readFileSync(join(run, name), "utf8").includes(token), name);
  const data = dataIn(join(run, "report.html"));
  assert.ok(data.kind === "run" && data.view.failures[0]!.samples.length > 0);
  assert.ok(!JSON.stringify(data).includes(token));
});

test("a run of the page that is much slower than its baseline ends with 99 and shows why, and so does their comparison", async (t) => {
  await using quick = await answering(5);
  await using slow = await answering(200);
  const folder = folderOf(t);
  await runPickup(folder, load(quick.endpoint, "-t", "10s"));
  const onPage = [
    "--web-port",
    "0",
    "--autostart",
    "--autoquit",
    "0s",
    "--baseline",
    "latest",
    "--fail-if-worse",
    "50%",
  ];
  const held = await runPickup(
    folder,
    load(slow.endpoint, "-t", "10s", ...onPage).filter((word) => word !== "--headless"),
  );
  const summaries = runsIn(folder).map(
    (id) => JSON.parse(readFileSync(join(folder, "runs", id, "summary.json"), "utf8")) as Summary,
  );
  assert.match(held.stdout, /^Total +p50 ms .* worse$/m);
  assert.match(held.stdout, /figures worse by 50 % or more/);
  assert.equal(held.exitCode, summaries[1]!.verdict === "invalid" ? 98 : 99, held.stdout);
  const [a, b] = runsIn(folder);
  const shown = dataIn(join(folder, "runs", b!, "report.html"));
  assert.ok(shown.kind === "run" && shown.view.baseline !== null);
  assert.equal(shown.view.baseline.comparison.a.id, a);
  assert.ok(shown.view.baseline.worse.some(({ metric }) => metric === "p50Ms"));
  const compared = await runPickup(folder, ["compare", a!, b!, "--fail-if-worse", "50%"]);
  assert.equal(compared.exitCode, 99, compared.stdout + compared.stderr);
  const data = dataIn(join(folder, "runs", b!, "comparison.html"));
  assert.ok(data.kind === "comparison");
  assert.deepEqual([data.comparison.a.id, data.comparison.b.id, data.a.run.id, data.b.run.id], [a, b, a, b]);
  const turned = await runPickup(folder, ["compare", b!, a!, "--fail-if-worse", "50%"]);
  assert.equal(turned.exitCode, 0, turned.stdout + turned.stderr);
});

test("a second Ctrl+C ends a run that cannot end, and leaves its summary and tables", async (t) => {
  await using server = await answering(0);
  const folder = folderOf(t);
  const running = startPickup(folder, load(server.endpoint, "--stop-timeout", "1m"));
  await running.waitFor(/users? · /);
  running.process.kill("SIGINT");
  await running.waitFor(/once more ends at once/);
  running.process.kill("SIGINT");
  const { exitCode } = await running.ended;
  assert.equal(exitCode, 130);
  const run = join(folder, "runs", runsIn(folder)[0]!);
  const summary = JSON.parse(readFileSync(join(run, "summary.json"), "utf8")) as Summary;
  assert.equal(summary.verdict, "interrupted");
  for (const name of ["stats.csv", "junit.xml", "ticks.jsonl"]) assert.ok(existsSync(join(run, name)), name);
});

if (process.env.PICKUP_SOAK !== undefined) {
  const pairs = 20;

  test("of twenty pairs of equal runs one at most raises an alarm, and a service slowed by a tenth is found out nineteen times", async (t) => {
    const runs = new ComparedRuns(emptyFolder(t), { seconds: 20, users: 20 });
    // Neighbours are equal and different in turn.
    for (let run = 0; run <= 2 * pairs; run++) await runs.add();
    const judged = await runs.pairs();
    const alarms = judged.filter(({ isEqual, worse }) => isEqual && worse.length > 0).length;
    const found = judged.filter(({ isEqual, worse }) => !isEqual && worse.length > 0).length;
    t.diagnostic(`${alarms} alarms of ${pairs} equal pairs, ${found} of ${pairs} slowed ones found`);
    assert.ok(alarms <= 1);
    assert.ok(found >= 19);
  });
}

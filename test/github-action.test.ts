import assert from "node:assert/strict";
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { test, type TestContext } from "node:test";
import { parse } from "yaml";
import { type Ended, emptyFolder, runPickup, startLocal, startProgram } from "./support/kit.ts";
import { withPinnedNode } from "./support/npm.ts";

const folder = resolve("deploy/github-action");

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: { readonly [name: string]: string };
  readonly shell?: string;
  readonly run?: string;
  readonly env?: { readonly [name: string]: string };
}

interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: { readonly [name: string]: { readonly description: string; readonly default: string } };
  readonly outputs: { readonly [name: string]: { readonly description: string; readonly value: string } };
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(folder, "action.yml"), "utf8")) as Action;
const { inputs, outputs, runs } = action;

/** Runs the script of a step as GitHub does, in a job whose folders and files are under `job`. */
function runStep(name: string, job: string, given: { readonly [input: string]: string }): Promise<Ended> {
  const step = runs.steps.find((one) => one.name === name)!;
  const valueOf = (input: string) => given[input] ?? inputs[input]!.default;
  const withInputs = (text: string) => text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input) => valueOf(input));
  const ownEnvironment = Object.entries(step.env!).map(([key, text]) => [key, withInputs(text)]);
  mkdirSync(join(job, "temp"), { recursive: true });
  return startProgram("bash", job, ["-eo", "pipefail", "-c", step.run!], {
    PATH: [join(job, "programs"), resolve("bin"), withPinnedNode.PATH].join(delimiter),
    RUNNER_TEMP: join(job, "temp"),
    GITHUB_ACTION_PATH: folder,
    GITHUB_OUTPUT: join(job, "output"),
    GITHUB_PATH: join(job, "path"),
    GITHUB_STEP_SUMMARY: join(job, "summary"),
    ...Object.fromEntries(ownEnvironment),
  }).ended;
}

function outputsIn(job: string): { readonly [name: string]: string } {
  const lines = readFileSync(join(job, "output"), "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("=", 2)));
}

async function jobWithSeededStack(t: TestContext): Promise<string> {
  const job = emptyFolder(t);
  writeFileSync(join(job, "lies.json"), '{ "seed": "one", "positionOff": 0.5 }');
  await startLocal(t, job, ["--lies", "lies.json"]);
  for (const command of [["config", "5"], ["seed"]]) assert.equal((await runPickup(job, command)).exitCode, 0);
  return job;
}

test("the action is a composite one whose steps use inputs, outputs and files that there are", () => {
  assert.equal(runs.using, "composite");
  const text = readFileSync(join(folder, "action.yml"), "utf8");
  const used = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name!));
  assert.deepEqual([...used].toSorted(), Object.keys(inputs).toSorted());
  for (const { description, default: value } of Object.values(inputs))
    assert.ok(description !== "" && value !== undefined);
  for (const { value } of Object.values(outputs)) assert.match(value, /^\$\{\{ steps\.load\.outputs\.[\w-]+ \}\}$/);
  for (const { run, shell, uses } of runs.steps) {
    assert.ok((run === undefined) !== (uses === undefined));
    if (run === undefined) continue;
    assert.equal(shell, "bash");
    assert.doesNotMatch(run, /\$\{\{/, "an input in the text of a script would be run");
    assert.ok(existsSync(join(folder, /\$GITHUB_ACTION_PATH\/([\w.]+)/.exec(run)![1]!)));
  }
});

test("the table of the action's README has its inputs with their defaults", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `([\w-]+)` +\|[^|]+\| *(\S*) *\|$/gm)].map(([, name, value]) => [name, value]);
  const shown = (value: string) => (value === "" ? "" : `\`${value}\``);
  const wanted = Object.entries(inputs).map(([name, { default: value }]) => [name, shown(value)]);
  wanted[0]![1] = "built-in";
  assert.deepEqual(rows, wanted);
});

test("the workflows call scripts and files that there are, with no more rights than they need", () => {
  for (const file of globSync(".github/workflows/*.yml")) {
    const workflow = parse(readFileSync(file, "utf8")) as {
      readonly permissions: object;
      readonly jobs: { readonly [name: string]: { readonly steps: readonly Step[] } };
    };
    assert.deepEqual(workflow.permissions, { contents: "read" }, file);
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    const scripts = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    assert.ok(scripts.includes(".ci/run") && scripts.includes("npm audit --audit-level=high"), file);
    for (const script of scripts) assert.doesNotMatch(script, /\$\{\{/, file);
  }
});

test("the action installs the version or the tarball it is given, beside the files of the job", async (t) => {
  const job = emptyFolder(t);
  mkdirSync(join(job, "programs"));
  writeFileSync(join(job, "programs", "npm"), '#!/bin/sh\necho "$@"\n');
  chmodSync(join(job, "programs", "npm"), 0o755);
  writeFileSync(join(job, "kit.tgz"), "");
  const home = join(job, "temp", "pickup-load-test");
  for (const [version, kit] of [
    ["1.2.3", "pickup-load-test@1.2.3"],
    ["kit.tgz", join(job, "kit.tgz")],
  ]) {
    const { exitCode, stdout } = await runStep("Install", job, { version: version! });
    assert.equal(exitCode, 0);
    assert.ok(stdout.startsWith(`install --prefix ${home} `) && stdout.trimEnd().endsWith(` ${kit}`), stdout);
  }
  assert.match(readFileSync(join(job, "path"), "utf8"), /pickup-load-test\/node_modules\/\.bin\n/);
});

test("the action keeps the exit code, annotates what was wrong, and names the folder of the run", async (t) => {
  const job = await jobWithSeededStack(t);
  const load = `-u 5 -r 5 -t 2s --threshold 'wrong-content==0' --run-seed "of one \`date\` $(date)"`;
  const { exitCode, stdout, stderr } = await runStep("Load", job, { arguments: load });
  assert.equal(exitCode, 99, stdout + stderr);
  assert.match(stdout, /^::error title=Threshold crossed::wrong-content==0: measured \d+$/m);
  assert.match(stdout, /^::error title=Wrong content::GET \/continuewatchinghistory: .+ \(\d+ times\)$/m);
  assert.match(readFileSync(join(job, "summary"), "utf8"), /^## ❌ Load test failed/);
  const { run = "", "exit-code": code } = outputsIn(job);
  assert.equal(code, "99");
  for (const file of ["junit.xml", "report.html", "summary.json"]) assert.ok(existsSync(join(run, file)), file);
  const record = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as { options: { runSeed: { value: string } } };
  assert.equal(record.options.runSeed.value, "of one `date` $(date)", "what is in an argument is not run");

  const again = await runStep("Load", job, { arguments: "-u 5 -r 5 -t 1s", baseline: "latest" });
  assert.equal(again.exitCode, 3, again.stdout + again.stderr);
  assert.match(again.stdout, new RegExp(basename(run)), "the earlier run is what it was held against");
});

test("a load test that cannot start fails the step, and there is no folder to keep", async (t) => {
  const job = emptyFolder(t);
  const { exitCode, stderr } = await runStep("Load", job, { test: "nowhere.ts" });
  assert.equal(exitCode, 2, stderr);
  assert.deepEqual(outputsIn(job), { "exit-code": "2" });
});

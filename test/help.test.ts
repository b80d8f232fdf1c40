import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { catalogue } from "../src/cli/catalogue.ts";
import { topics } from "../src/cli/help/topics.ts";
import { environmentNameOf, flagNameOf } from "../src/ground/index.ts";
import { runHere } from "./support/here.ts";

const commands = Object.keys(catalogue);

test("`pickup --help` lists every command and every topic, and shows examples", async () => {
  const { exitCode, stdout } = await runHere("/", ["--help"]);
  assert.equal(exitCode, 0);
  for (const name of [...commands, ...Object.keys(topics)]) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  assert.match(stdout, /\nExamples:\n(  pickup .+\n){3,}/);
});

test("`pickup` alone shows the same as an error", async () => {
  const { exitCode, stdout, stderr } = await runHere("/", []);
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.match(stderr, /^Usage: pickup /);
});

for (const name of commands) {
  test(`\`pickup ${name} --help\` shows each option and examples, in lines that fit a terminal`, async () => {
    const { exitCode, stdout } = await runHere("/", [name, "--help"]);
    const { options, examples = [] } = (await catalogue[name]!.load()).command;
    assert.equal(exitCode, 0);
    for (const key of Object.keys(options)) {
      assert.match(stdout, new RegExp(`--${flagNameOf(key)}\\b[\\s\\S]*${environmentNameOf(key)}\\b`));
    }
    assert.ok(examples.length > 0, "it has examples");
    for (const example of examples) assert.ok(stdout.includes(`  ${example}\n`), example);
    const [described] = stdout.split("\nExamples:");
    assert.deepEqual(
      described!.split("\n").filter((line) => line.length > 100),
      [],
    );
  });
}

test("`pickup help` of a command is its --help", async () => {
  assert.deepEqual(await runHere("/", ["help", "seed"]), await runHere("/", ["seed", "--help"]));
});

test("`pickup help` of a topic prints its page of the documentation without Markdown's links", async () => {
  for (const topic of Object.keys(topics)) {
    const { exitCode, stdout } = await runHere("/", ["help", topic]);
    assert.equal(exitCode, 0, topic);
    const [heading] = readFileSync(`docs/${topics[topic]!.file}`, "utf8").split("\n");
    assert.ok(stdout.startsWith(`${heading!.replace("# ", "")}\n`), topic);
    assert.doesNotMatch(stdout, /\]\(|^#/m, topic);
  }
});

test("every page of the documentation is a topic, and no topic hides behind a command", () => {
  const pages = readdirSync("docs").filter((file) => file.endsWith(".md") && file !== "README.md");
  assert.deepEqual(
    Object.values(topics)
      .map(({ file }) => file)
      .toSorted(),
    pages.toSorted(),
  );
  assert.deepEqual(
    Object.keys(topics).filter((topic) => Object.hasOwn(catalogue, topic)),
    [],
  );
});

test("an error says where to read more, and there its meaning, cure and exit code stand", async () => {
  const { stderr } = await runHere("/", ["seed", "--endpoint", "http://127.0.0.1:1", "--aws"]);
  const [, code] = /^more: `pickup help (\w+)`$/m.exec(stderr)!;
  const { stdout } = await runHere("/", ["help", code!]);
  assert.match(stdout, /^PICKUP_TARGET_AMBIGUOUS\n\n.+Exit code 2\.\n\nCure: .+\n$/s);
});

/** What is mistyped, and what is then suggested. */
const typos: readonly (readonly [line: string, suggestion: RegExp])[] = [
  ["laod", /Did you mean load\?/],
  ["sede --aws", /Did you mean (one of )?seed/],
  ["verfy", /Did you mean verify\?/],
  ["compair a b", /Did you mean compare\?/],
  ["load --user 5", /Did you mean --users\?/],
  ["load --treshold p99<1s", /Did you mean --threshold\?/],
  ["seed --dryrun", /Did you mean --dry-run\?/],
  ["load --headles", /Did you mean --headless\?/],
  ["tokens --market lattam", /did you mean latam\?/],
  ["load --pick unifrom", /did you mean uniform\?/],
  ["config chekc other.json", /Did you mean `pickup config check other\.json`\?/],
  ["completion bsh", /did you mean bash\?/],
  ["help tresholds", /Did you mean `pickup help thresholds`\?/],
  ["help PICKUP_TARGET_MISING", /Did you mean `pickup help PICKUP_TARGET_MISSING`\?/],
];

for (const [line, suggestion] of typos) {
  test(`\`pickup ${line}\` is told what was meant`, async () => {
    const { exitCode, stderr } = await runHere("/", line.split(" "));
    assert.equal(exitCode, 2);
    assert.match(stderr, suggestion);
  });
}

test("a mistyped variable is pointed out", async () => {
  const { stderr } = await runHere("/", ["config", "check"], { environment: { PICKUP_CUTOFF_DAYS: "3" } });
  assert.match(stderr, /^warning: PICKUP_CUTOFF_DAYS is no variable of the kit: did you mean PICKUP_CUT_OFF_DAYS\?$/m);
});

/** What bash offers for the last of these words. */
function offered(script: string, words: readonly string[]): string[] {
  const typed = words.map((word) => `'${word}'`).join(" ");
  const asked = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _pickup; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", asked], { encoding: "utf8" }).split("\n").filter(Boolean);
}

test("bash completes commands, flags, values, sub-commands and topics", async () => {
  const { stdout: script } = await runHere("/", ["completion", "bash"]);
  assert.deepEqual(offered(script, ["pickup", "co"]), ["config", "compare", "completion"]);
  assert.deepEqual(offered(script, ["pickup", "load", "--spa"]), ["--spawn-rate"]);
  assert.deepEqual(offered(script, ["pickup", "load", "--pick", "u"]), ["uniform"]);
  assert.deepEqual(offered(script, ["pickup", "load", "--users", ""]), [], "nobody can guess a number");
  assert.deepEqual(offered(script, ["pickup", "config", "ch"]), ["check"]);
  assert.deepEqual(offered(script, ["pickup", "help", "thr"]), ["thresholds"]);
  assert.deepEqual(offered(script, ["pickup", "completion", ""]), ["bash", "zsh", "fish"]);
});

test("zsh and fish get every command and every flag too", async () => {
  for (const shell of ["zsh", "fish"]) {
    const { stdout } = await runHere("/", ["completion", shell]);
    for (const name of commands) {
      assert.match(stdout, new RegExp(`\\b${name}\\b`), shell);
      for (const key of Object.keys((await catalogue[name]!.load()).command.options)) {
        assert.match(stdout, new RegExp(`(--|-l )${flagNameOf(key)}\\b`), shell);
      }
    }
  }
});

import { relative, resolve as resolvePath } from "node:path";
import { defineOptions, exitCodes, optionType } from "../../ground/index.ts";
import { defineCommand } from "../command.ts";
import { askForWish, type Wish } from "../scaffold/ask-for-wish.ts";
import { type Kind, kindNames, kinds, testFile } from "../scaffold/kinds.ts";
import { isInstalledFor, runningKit } from "../scaffold/kit-package.ts";
import { manifestFile, type Scaffold, scaffold } from "../scaffold/scaffold.ts";
import { interruptedExitCode, say } from "../world.ts";

/** Enough for a first look, and seeded in a moment. */
const users = 50;

const options = defineOptions({
  kind: {
    type: optionType.choice(kindNames),
    default: "pickup",
    help: "what is under test: the pickup service, any HTTP API, or one with your own dataset",
  },
  yes: { type: optionType.flag, default: false, help: "ask nothing and take the defaults" },
});

export const command = defineCommand({
  name: "init",
  arguments: [{ name: "folder", help: "where the load test is made (default: here)", optional: true }],
  options,
  examples: ["pickup init my-load-test", "pickup init --yes", "pickup init shop --kind http --yes"],
  async run({ world, args, resolve }) {
    const { values, origins } = resolve();
    const defaults: Wish = { folder: args[0] ?? ".", kind: values.kind };
    const isAsking = !values.yes && world.stdin.isTTY && world.stdout.isTTY;
    const isOpen = { folder: args[0] === undefined, kind: origins.kind === "default" };
    const wish = isAsking ? await askForWish(world, defaults, isOpen) : defaults;
    if (wish === null) {
      say(world, "nothing was written");
      return interruptedExitCode(world);
    }
    const folder = resolvePath(world.folder, wish.folder);
    const kit = runningKit();
    const made = await scaffold({ folder, kind: wish.kind, users, kit, clock: world.clock });
    const way = relative(world.folder, folder);
    for (const line of madeLines(made, way)) say(world, line);
    for (const line of nextLines(kinds[wish.kind], made, way, isInstalledFor(kit, folder))) say(world, line);
    return exitCodes.passed;
  },
});

function madeLines({ written, kept }: Scaffold, folder: string): string[] {
  const named = (path: string) => (folder === "" ? path : `${folder}/${path}`);
  return [...written.map((path) => `wrote ${named(path)}`), ...kept.map((path) => `kept ${named(path)}`)];
}

/** The three commands that lead to a first number; `isInstalled`: npm has the kit for this folder, it is not global. */
function nextLines(kind: Kind, { written }: Scaffold, way: string, isInstalled: boolean): string[] {
  const install = written.includes(manifestFile);
  const before = [...(way === "" ? [] : [`cd ${quoted(way)}`]), ...(install && isInstalled ? ["npm install"] : [])];
  const commands = nextCommands(kind).map(
    ([command, says]) => [isInstalled ? command.replace(/^pickup/, "npx pickup") : command, says] as const,
  );
  const widest = Math.max(...commands.map(([command]) => command.length));
  return [
    "",
    before.length === 0 ? "next:" : `next, after \`${before.join(" && ")}\`:`,
    ...commands.map(([command, says]) => `  ${command.padEnd(widest)}  # ${says}`),
    ...(install && !isInstalled
      ? ["`npm install` brings the types for your editor, and the lock file for the workflow"]
      : []),
  ];
}

function nextCommands({ flags, api }: Kind): (readonly [command: string, says: string])[] {
  // Flags that nobody likes to type stand in the scripts of package.json.
  const run = (name: string) => (flags === "" ? `pickup ${name} ${testFile}` : `npm run ${name} --`);
  const others: [string, string][] = [
    [run("try"), "one user: every request, its answer and what was owed"],
    [`${run("load")} --headless -u 20 -r 10 -t 30s`, "a load, with its report in runs/"],
  ];
  return api === undefined
    ? [...others, [run("load"), "the same on a page"]]
    : [[flags === "" ? api.command : `npm run ${api.script}`, "in a second terminal: what is under test"], ...others];
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

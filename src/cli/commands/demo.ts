import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dynamodbOptions } from "../../dynamodb/index.ts";
import {
  defineOptions,
  type ExitCode,
  exitCodes,
  optionType,
  type OptionValues,
  type ResolvedOptions,
  resolveOptions,
} from "../../ground/index.ts";
import {
  claimLocalStack,
  localOptions,
  releaseLocalStack,
  requireNoLocalStack,
  startLocalStack,
} from "../../local/index.ts";
import { loadRunOptions, type StackAddresses } from "../../run/index.ts";
import { webOptions } from "../../web/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { loadTestHere } from "../load-test.ts";
import { loadOnPage } from "../page-session.ts";
import { runTyped, type TypedFlags } from "../run-typed.ts";
import { testOf } from "../test-file-argument.ts";
import { say, type World } from "../world.ts";
import { command as config } from "./config.ts";
import { command as seed } from "./seed.ts";
import { command as tokens } from "./tokens.ts";
import { command as verify } from "./verify.ts";

const { users, spawnRate, runTime, workers, threshold, runs, jsonFile, csv, headless, stopTimeout, runSeed } =
  loadRunOptions;

/** The flags of `pickup load`, without those that name a target: the demo brings its own. */
const demoOptions = defineOptions({
  users: { ...users, default: 100 },
  spawnRate: { ...spawnRate, default: 50 },
  runTime: { ...runTime, default: 30_000 },
  days: { type: optionType.integer(1, 1825), default: 90, help: "length of every user's history in days" },
  workers,
  threshold,
  runs,
  jsonFile,
  csv,
  headless,
  stopTimeout,
  runSeed,
  ...webOptions,
});

export const command = defineCommand({
  name: "demo",
  options: demoOptions,
  examples: ["pickup demo --headless --users 20 --run-time 10s"],
  async run({ world, resolve: resolveDemo }) {
    const { values, origins } = resolveDemo();
    const demo = await demoWorld(world);
    await using stack = await startDemoStack(demo);
    for (const [step, args, flags] of chainFor(values)) {
      const exitCode = await runTyped(demo, step, args, flags);
      if (exitCode !== exitCodes.passed) return exitCode;
    }
    // Without `await` the stack would be gone before the load begins.
    return await runLoad(demo, values, origins, stack.addresses);
  },
});

type Values = OptionValues<typeof demoOptions>;

function chainFor({ users: count, days }: Values): [Command, string[], TypedFlags][] {
  return [
    [config, [String(count), String(days)], { seed: "demo" }],
    [seed, [], {}],
    [tokens, [], {}],
    [verify, [], {}],
  ];
}

/** The demo's steps work in a new folder of their own and hear nothing of targets that the environment names. */
async function demoWorld(world: World): Promise<World> {
  const folder = join(world.folder, ".pickup", "demo");
  await requireNoLocalStack(folder);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const environment = Object.entries(world.environment).filter(([name]) => !name.startsWith("PICKUP_"));
  return { ...world, folder, environment: Object.fromEntries(environment) };
}

/** An embedded stack that every command in the demo's folder finds, until it is disposed of. */
async function startDemoStack(demo: World) {
  const { folder, clock } = demo;
  const stack = await startLocalStack({
    folder,
    table: dynamodbOptions.table.default,
    region: dynamodbOptions.region.default,
    productCode: localOptions.productCode.default,
    tokenLifetimeMs: localOptions.tokenLifetime.default,
    ports: { dynamodb: 0, tokens: 0, api: 0 },
    clock,
    notice: (line) => say(demo, line),
  });
  const { pid } = process;
  const addresses = { dynamodb: stack.dynamodb.url, tokens: stack.tokens.url, api: stack.api.url };
  await claimLocalStack(folder, { ...addresses, pid });
  return {
    addresses,
    async [Symbol.asyncDispose]() {
      await releaseLocalStack(folder, pid);
      await stack.close();
    },
  };
}

/** With the page the load begins at once all the same, and the page stays open after it. */
async function runLoad(
  demo: World,
  { days: _days, ...values }: Values,
  origins: ResolvedOptions<typeof demoOptions>["origins"],
  stack: StackAddresses,
): Promise<ExitCode> {
  const { users: count, spawnRate: rate, runTime: timeMs } = values;
  const load = values.headless ? "load --headless" : "load";
  say(demo, `\n$ pickup ${load} --users ${count} --spawn-rate ${rate} --run-time ${timeMs / 1000}s`);
  const rest = resolveOptions(loadRunOptions, { flags: {}, environment: {} });
  const runsFolder = resolve(demo.folder, "../..", values.runs);
  const request = {
    world: demo,
    named: await testOf(undefined, demo.folder),
    options: {
      values: { ...rest.values, ...values, runs: runsFolder },
      origins: { ...rest.origins, ...origins },
    },
    baseline: null,
    stack: async () => stack,
  };
  if (!values.headless) return loadOnPage({ ...request, web: { ...values, autostart: true }, typed: {} });
  return loadTestHere(request);
}

import { once } from "node:events";
import { resolve as resolvePath } from "node:path";
import { datasetOptions } from "../../dataset/index.ts";
import { dynamodbOptions } from "../../dynamodb/index.ts";
import {
  defineOptions,
  type ExitCode,
  exitCodes,
  KitError,
  optionType,
  type OptionValues,
} from "../../ground/index.ts";
import {
  claimLocalStack,
  type LocalStack,
  localOptions,
  releaseLocalStack,
  requireNoLocalStack,
  stackFile,
  startLocalStack,
} from "../../local/index.ts";
import { defineCommand } from "../command.ts";
import { runTyped } from "../run-typed.ts";
import { say, type World } from "../world.ts";

const { table, region } = dynamodbOptions;
const options = defineOptions({
  ...localOptions,
  ...datasetOptions,
  table,
  region,
  seeded: {
    type: optionType.flag,
    default: false,
    help: "write the markers of the config into the table before anything else",
  },
});

type Values = OptionValues<typeof options>;

export const command = defineCommand({
  name: "local",
  options,
  examples: [
    "pickup local                                   # free ports, items in memory",
    "pickup local --seeded                          # with the markers of config.json",
    "pickup local --faults storm.json               # a slow, failing, limited DynamoDB",
    "pickup local --lies lies.json                    # an API that answers wrongly on purpose",
    "pickup local --store memory                     # for volume",
    "pickup local --api-port 8080 --tokens-port 8081 --data stack-data",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    await requireNoLocalStack(world.folder);
    const stack = await startHere(world, values);
    try {
      await serveUntilInterrupted(world, values, stack);
    } finally {
      await stack.close();
      await releaseLocalStack(world.folder, process.pid);
    }
    return exitCodes.passed;
  },
});

function startHere(world: World, values: Values): Promise<LocalStack> {
  if (values.store === "memory" && values.data !== undefined) {
    throw new KitError("PICKUP_STORE_KEEPS_NOTHING", "--store memory keeps its items in memory, not in --data", {
      hint: "Leave out one of the two.",
    });
  }
  const inFolder = (path: string | undefined) => (path === undefined ? undefined : resolvePath(world.folder, path));
  return startLocalStack({
    folder: world.folder,
    table: values.table,
    region: values.region,
    productCode: values.productCode,
    tokenLifetimeMs: values.tokenLifetime,
    rotateKeyMs: values.tokenKeyRotation,
    ports: { dynamodb: values.dynamodbPort, tokens: values.tokensPort, api: values.apiPort },
    store: values.store,
    dataFolder: inFolder(values.data),
    configFile: resolvePath(world.folder, values.config),
    visibleAfterMs: values.visibleAfter,
    crashAfterWrites: values.crashAfterWrites,
    writeLog: inFolder(values.writeLog),
    accessLog: inFolder(values.accessLog),
    faults: inFolder(values.faults),
    lies: inFolder(values.lies),
    liesLog: inFolder(values.liesLog),
    clock: world.clock,
    notice: (line) => say(world, line),
  });
}

async function serveUntilInterrupted(world: World, values: Values, stack: LocalStack): Promise<void> {
  const { dynamodb, tokens, api } = stack;
  await claimLocalStack(world.folder, {
    dynamodb: dynamodb.url,
    tokens: tokens.url,
    api: api.url,
    pid: process.pid,
  });
  say(world, `DynamoDB       ${dynamodb.url}  (${values.store}, table ${values.table}, ${values.data ?? "in memory"})`);
  say(world, `token service  ${tokens.url}`);
  say(world, `pickup-api     ${api.url}`);
  if (values.faults !== undefined) say(world, `faults         ${values.faults}; counts at GET /faults of each proxy`);
  if (values.lies !== undefined) say(world, `lies           ${values.lies}; told ones in ${values.liesLog}`);
  if (values.seeded && (await seedHere(world, values)) !== exitCodes.passed) return;
  say(world, `ready: the commands in this folder find it by ${stackFile}; Ctrl+C ends it`);
  const { interrupted } = world;
  if (!interrupted.aborted) await once(interrupted, "abort");
}

async function seedHere(world: World, { config, table: name, region: place }: Values): Promise<ExitCode> {
  const { command: seed } = await import("./seed.ts");
  return runTyped(world, seed, [], { config, table: name, region: place });
}

import { resolve } from "node:path";
import { datasetOptions, type Config, pickupDataset, readConfig } from "../../dataset/index.ts";
import {
  exitCodes,
  formatCount,
  KitError,
  type OptionValues,
  plural,
  RandomStream,
  seedKeyOf,
} from "../../ground/index.ts";
import { connectOptions, connectSettingsOf } from "../../http/index.ts";
import { collectOnMachines } from "../../run/index.ts";
import { natsSettingsOf } from "../../swarm/index.ts";
import {
  type Collected,
  type CollectionProgress,
  collectTokens,
  type CollectionRequest,
  describeTokens,
  signTokens,
  tokenFileOptions,
  tokenOptions,
  type TokenSettings,
  tokenSettingsOf,
  tokenSource,
  type TokenSource,
} from "../../tokens/index.ts";
import { defineCommand } from "../command.ts";
import { gatheredMachines, gatheringOptions } from "../gathered-machines.ts";
import { runningStack } from "../running-stack.ts";
import { CollectionView } from "../terminal/collection-view.ts";
import { insecureWarning, interruptedExitCode, say, type World } from "../world.ts";

const options = { ...datasetOptions, ...tokenOptions, ...tokenFileOptions, ...connectOptions, ...gatheringOptions };
type Values = OptionValues<typeof options>;

export const command = defineCommand({
  name: "tokens",
  options,
  examples: [
    "pickup tokens                                        # from the running `pickup local`",
    "pickup tokens --token-url https://tokens.example.test --market latam",
    "pickup tokens --sign-with key.pem --sign-lifetime 8h",
    "pickup tokens --token-url https://tokens.example.test --nats nats://nats.example.test:4222 --expect-workers 3",
    "pickup load --tokens tokens.jsonl -H https://api.example.test",
  ],
  async run(context) {
    const { world } = context;
    const { values } = context.resolve();
    const settings = await settingsOf(world, values);
    const path = resolve(world.folder, values.out);
    if (values.insecure) say(world, insecureWarning);
    say(world, `tokens: ${describeTokens(settings)} · file: ${path}`);
    const { config, warnings } = await readConfig(resolve(world.folder, values.config), world.clock);
    for (const warning of warnings) world.stderr.write(`warning: ${warning}\n`);
    const collected = await collect(world, values, settings, config, path);
    say(world, closingLine(collected));
    if (collected.interrupted) {
      return interruptedExitCode(world);
    }
    if (collected.firstFailure !== null) throw incomplete(collected, collected.firstFailure);
    return exitCodes.passed;
  },
});

async function settingsOf(world: World, values: Values): Promise<TokenSettings> {
  const { environment, folder } = world;
  const isNamed = (values.tokenUrl ?? values.signWith ?? values.tokens) !== undefined || values.tokenKind === "none";
  const localUrl = isNamed ? undefined : (await runningStack(folder)())?.tokens;
  const settings = await tokenSettingsOf(values, { environment, folder, localUrl });
  if (settings.kind === "sign" && values.nats !== undefined) throw signedHere();
  if (settings.kind !== "file" && settings.kind !== "none") return settings;
  throw new KitError("PICKUP_TOKENS_NOT_NAMED", `tokens cannot be fetched from the source "${settings.kind}"`, {
    hint: "Give --token-url URL or --sign-with KEY; the file to write is --out FILE.",
  });
}

async function collect(
  world: World,
  values: Values,
  settings: TokenSettings,
  config: Config,
  path: string,
): Promise<Collected> {
  const { clock, interrupted, stderr, environment } = world;
  const dataset = pickupDataset(config);
  const view = new CollectionView(stderr, environment);
  let last: CollectionProgress | undefined;
  const observe = (progress: CollectionProgress) => view.observe((last = progress));
  const random = new RandomStream(seedKeyOf(dataset.hash), 0);
  const { tokenConcurrency: concurrency, tokenRate: ratePerSecond = Infinity } = values;
  const request = { dataset, path, clock, random, interrupted, observe };
  const fetching = { ...request, concurrency, ratePerSecond };
  const nats = await natsSettingsOf(values, world.folder);
  try {
    if (settings.kind === "sign") return await signTokens({ ...request, settings });
    const connect = await connectSettingsOf(values, world);
    if (nats === null) return await fetchTokens(fetching, tokenSource(settings, clock, connect));
    const machines = await gatheredMachines(world, { job: "tokens", nats, dataset }, values);
    return await collectOnMachines(machines, { ...fetching, config, settings, connect });
  } catch (error) {
    view.close();
    if (last !== undefined && last.fetched > 0) say(world, closingLine(last));
    throw error;
  } finally {
    view.close();
  }
}

async function fetchTokens(request: Omit<CollectionRequest, "source">, source: TokenSource): Promise<Collected> {
  try {
    return await collectTokens({ ...request, source });
  } finally {
    source.close?.();
  }
}

function signedHere(): KitError {
  return new KitError(
    "PICKUP_TOKENS_SIGNED_HERE",
    "--nats shares the fetching of tokens, and --sign-with fetches none",
    {
      hint: "Leave --nats out: one core signs more tokens in a second than many machines could send back.",
    },
  );
}

function closingLine({ users, kept, fetched, failed }: CollectionProgress): string {
  const counts = [
    `${plural(fetched, "token")} fetched`,
    ...(kept > 0 ? [`${formatCount(kept)} kept from an earlier run`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} refused`] : []),
  ].join(", ");
  const left = users - kept - fetched - failed;
  if (left === 0) return counts;
  return `${counts}; ${formatCount(left)} of ${plural(users, "user")} left: the same \`pickup tokens\` goes on from here`;
}

function incomplete({ failed, users }: Collected, { userId, error }: NonNullable<Collected["firstFailure"]>): KitError {
  const message = `${formatCount(failed)} of ${plural(users, "user")} got no token, ${userId} first: ${error.message}`;
  return new KitError("PICKUP_TOKENS_INCOMPLETE", message, {
    hint: `${error.hint ?? "Mend the cause."} The same \`pickup tokens\` then asks for the missing ones only.`,
    exitCode: exitCodes.credentials,
    cause: error,
  });
}

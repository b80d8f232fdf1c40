import { resolve } from "node:path";
import { datasetOptions, type PickupDataset, pickupDataset, readConfig } from "../../dataset/index.ts";
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
import { runningStack } from "../running-stack.ts";
import { CollectionView } from "../terminal/collection-view.ts";
import { insecureWarning, interruptedExitCode, say, type World } from "../world.ts";

const options = { ...datasetOptions, ...tokenOptions, ...tokenFileOptions, ...connectOptions };
type Values = OptionValues<typeof options>;

export const command = defineCommand({
  name: "tokens",
  options,
  examples: [
    "pickup tokens                                        # from the running `pickup local`",
    "pickup tokens --token-url https://tokens.example.test --market latam",
    "pickup tokens --sign-with key.pem --sign-lifetime 8h",
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
    const collected = await collect(world, values, settings, pickupDataset(config), path);
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
  if (settings.kind !== "file" && settings.kind !== "none") return settings;
  throw new KitError("PICKUP_TOKENS_NOT_NAMED", `tokens cannot be fetched from the source "${settings.kind}"`, {
    hint: "Give --token-url URL or --sign-with KEY; the file to write is --out FILE.",
  });
}

async function collect(
  world: World,
  values: Values,
  settings: TokenSettings,
  dataset: PickupDataset,
  path: string,
): Promise<Collected> {
  const { clock, interrupted, stderr, environment } = world;
  const view = new CollectionView(stderr, environment);
  let last: CollectionProgress | undefined;
  const observe = (progress: CollectionProgress) => view.observe((last = progress));
  const random = new RandomStream(seedKeyOf(dataset.hash), 0);
  const request = { dataset, path, clock, random, interrupted, observe };
  try {
    if (settings.kind === "sign") return await signTokens({ ...request, settings });
    return await fetchTokens(request, tokenSource(settings, clock, await connectSettingsOf(values, world)), values);
  } catch (error) {
    view.close();
    if (last !== undefined && last.fetched > 0) say(world, closingLine(last));
    throw error;
  } finally {
    view.close();
  }
}

async function fetchTokens(
  request: Omit<CollectionRequest, "source" | "concurrency" | "ratePerSecond">,
  source: TokenSource,
  { tokenConcurrency: concurrency, tokenRate: ratePerSecond = Infinity }: Values,
): Promise<Collected> {
  try {
    return await collectTokens({ ...request, source, concurrency, ratePerSecond });
  } finally {
    source.close?.();
  }
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

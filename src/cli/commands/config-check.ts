import { resolve } from "node:path";
import {
  type DatasetDescription,
  describeDataset,
  type PickupDataset,
  pickupDataset,
  readConfig,
} from "../../dataset/index.ts";
import { type ExitCode, exitCodes, formatBytes, formatCount, KitError, plural } from "../../ground/index.ts";
import { type DeclaredSettings, pickupTruth, Verifier } from "../../verification/index.ts";
import { say, type World } from "../world.ts";

interface CheckValues extends DeclaredSettings {
  readonly config: string;
}

const dayMs = 86_400_000;

/** `pickup config check [file]`: says what a config would create and what time has done to it. */
export async function checkConfigFile(world: World, values: CheckValues, args: readonly string[]): Promise<ExitCode> {
  if (args.length > 2) {
    throw new KitError("PICKUP_ARGUMENT_INVALID", `one file can be checked at a time, not ${args.length - 1}`, {
      hint: "Write `pickup config check [file]`.",
    });
  }
  const file = args[1] ?? values.config;
  const { config, warnings } = await readConfig(resolve(world.folder, file), world.clock);
  for (const warning of warnings) world.stderr.write(`warning: ${warning}\n`);
  const dataset = pickupDataset(config);
  const description = describeDataset(dataset);
  const nowMs = world.clock.wallNow();
  say(world, `${file} is valid and would create`);
  for (const line of contentLines(description)) say(world, `  ${line}`);
  say(world, ageLine(description, values, owedOf(dataset, description, values, nowMs), nowMs));
  return exitCodes.passed;
}

/** How many markers of all users are owed now, scaled up from those of the sample. */
function owedOf(
  dataset: PickupDataset,
  { sample, markers }: DatasetDescription,
  settings: DeclaredSettings,
  nowMs: number,
): number {
  const verifier = new Verifier(pickupTruth(dataset), settings);
  let seen = 0;
  let owed = 0;
  for (const user of sample.users) {
    seen += dataset.recordsOf(user);
    owed += verifier.expected(user, nowMs).length;
  }
  return seen === 0 ? 0 : Math.round((owed / seen) * markers);
}

function contentLines(description: DatasetDescription): string[] {
  const { users, markers, bytes, recordsPerUser, firstTimeMs, lastTimeMs, sample } = description;
  const { least, median, most } = recordsPerUser;
  const spread =
    least === most ? `${formatCount(most)} for each` : `${least} to ${most} for each, half of them at most ${median}`;
  return [
    plural(users, "user"),
    `${plural(markers, "marker")}: ${spread}`,
    `${formatBytes(bytes)} of items`,
    ...(markers > 0 ? [`times from ${isoOf(firstTimeMs)} to ${isoOf(lastTimeMs)}`] : []),
    ...(sample.complete ? [] : [`(sizes, spread and times estimated from ${plural(sample.users.length, "user")})`]),
  ];
}

/** "newest marker is 12 days old; with cutOffInDays 30, 4,120 of 13,000 markers are still owed" */
function ageLine(description: DatasetDescription, settings: DeclaredSettings, owed: number, nowMs: number): string {
  const { markers, lastTimeMs, sample } = description;
  if (markers === 0) return "it has no markers, so nothing is owed";
  const shown = sample.complete ? formatCount(owed) : `about ${formatCount(Number(owed.toPrecision(3)))}`;
  const count = `${shown} of ${plural(markers, "marker")} ${owed === 1 ? "is" : "are"} still owed`;
  return `newest marker is ${ageText(nowMs - lastTimeMs)}; ${settingsText(settings)}, ${count}`;
}

function settingsText({ cutOffDays, historyLimit, completedAt }: DeclaredSettings): string {
  const settings = { cutOffInDays: cutOffDays, continueWatchingLimit: historyLimit, completedAt };
  const declared = Object.entries(settings).filter(([, value]) => value !== undefined);
  if (declared.length === 0) return "with no cut-off declared";
  return `with ${declared.map(([name, value]) => `${name} ${value}`).join(" and ")}`;
}

function ageText(ageMs: number): string {
  if (ageMs < 0) return "in the future";
  return ageMs < dayMs ? "less than a day old" : `${plural(Math.floor(ageMs / dayMs), "day")} old`;
}

function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, "Z");
}

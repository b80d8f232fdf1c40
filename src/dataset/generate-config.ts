import { type Clock, KitError, optionType } from "../ground/index.ts";
import { episodeIds, featureIds, generatedPrefixes, seriesIds, titleCountOf } from "./catalogue.ts";
import { agesOf, ttlAfter } from "./config-age.ts";
import { usersOf } from "./dataset.ts";
import type { IdList } from "./id-list.ts";
import type { Config } from "./schema.ts";

/** What `pickup config` is asked for. */
export interface ConfigRequest {
  readonly users: number;
  /** Length of the history, 1 to 1825; default 90. */
  readonly days?: number | undefined;
  /** Markers of each user, 1 to 1000; default: one for each begun week. */
  readonly records?: number | undefined;
  readonly seed: string;
  /** Time of the newest markers, epoch milliseconds; default: now. */
  readonly endMs?: number | undefined;
  /** Profile ids to use before any are generated. */
  readonly userIds?: readonly string[] | undefined;
  /** URNs of the features to use; none: features are generated. */
  readonly assets?: readonly string[] | undefined;
  /** So many series are generated beside the features. */
  readonly series?: number | undefined;
  /** Writes rules instead of lists, so that ten million users fit in a kilobyte. */
  readonly compact?: boolean;
}

const mostListedUsers = 1_000_000;
const episodesPerSeries = 10;
const secondsPerDay = 86_400;

const ranges = {
  users: optionType.integer(1, 1_000_000_000),
  days: optionType.integer(1, 1825),
  records: optionType.integer(1, 1000),
  series: optionType.integer(0, 100_000),
};

/**
 * A new config: the same request gives the same config on every machine. All that is wrong with the request is one
 * KitError `PICKUP_CONFIG_REQUEST_INVALID`. What the lists name is not looked at here; see {@link checkConfig}.
 */
export function generateConfig(request: ConfigRequest, clock: Clock): Config {
  const { users, days = 90, series = 0 } = request;
  const records = request.records ?? Math.ceil(days / 7);
  const problems = outOfRange({ users, days, series, records: request.records });
  if (problems.length > 0) throw refused(problems);

  const updateTimeEnd = Math.floor((request.endMs ?? clock.wallNow()) / 1000);
  const rules: Config = {
    productCode: "hboMax",
    seed: request.seed,
    ...usersRule(request),
    assets: assetsRule(request, records),
    updateTimeStart: updateTimeEnd - days * secondsPerDay,
    updateTimeEnd,
    recordsPerUser: records,
    ttl: ttlAfter(updateTimeEnd),
    batch_size: 25,
  };
  problems.push(...contradictionsIn(request, records, rules), ...agesOf(rules, clock.wallNow()));
  if (problems.length > 0) throw refused(problems);
  return request.compact ? rules : withLists(rules, request.seed);
}

function outOfRange(values: { readonly [Name in keyof typeof ranges]: number | undefined }): string[] {
  return Object.entries(ranges).flatMap(([name, range]) => {
    const value = values[name as keyof typeof ranges];
    if (value === undefined) return [];
    const checked = range.ofInput(value);
    return optionType.isProblem(checked) ? [`${name} is ${value}: ${checked.problem}`] : [];
  });
}

function contradictionsIn(request: ConfigRequest, records: number, { assets }: Config): string[] {
  const { users, userIds = [], compact } = request;
  const titles = titleCountOf(assets);
  const problems: string[] = [];
  if (userIds.length > users) problems.push(`users is ${users}, but ${userIds.length} user ids are given`);
  if (!compact && users > mostListedUsers) {
    problems.push(
      `users is ${users}: a file that lists more than ${mostListedUsers} ids is too long, so use --compact`,
    );
  }
  if (records > titles) {
    problems.push(
      `records is ${records}, but there ${titles === 1 ? "is only 1 asset" : `are only ${titles} assets`}: each record of a user needs its own`,
    );
  }
  return problems;
}

function usersRule({ users, userIds = [] }: ConfigRequest): Pick<Config, "hurleyUserIds" | "generatedUsers"> {
  return {
    ...(userIds.length > 0 && { hurleyUserIds: [...userIds] }),
    ...(users > userIds.length && {
      generatedUsers: { count: users - userIds.length, prefix: generatedPrefixes.user },
    }),
  };
}

/** Twice as many features as records, so that users differ in what they watched. */
function assetsRule({ assets = [], series = 0 }: ConfigRequest, records: number): Config["assets"] {
  return {
    ...(assets.length > 0
      ? { features: [...assets] }
      : { generatedFeatures: { count: 2 * records, prefix: generatedPrefixes.feature } }),
    ...(series > 0 && { generatedSeries: { count: series, episodes: episodesPerSeries } }),
  };
}

/** The same users and assets by name, in the same order: both forms have the same markers. */
function withLists(rules: Config, seed: string): Config {
  const { productCode, generatedUsers: _users, hurleyUserIds: _ids, assets, ...rest } = rules;
  const features = namesIn(featureIds(assets, seed));
  const episodes = namesIn(episodeIds(assets, seed));
  const series = namesIn(seriesIds(assets, seed)).map((id, index) => ({
    id,
    episodes: episodes.slice(index * episodesPerSeries, (index + 1) * episodesPerSeries),
  }));
  return {
    productCode,
    seed,
    hurleyUserIds: namesIn(usersOf(rules)),
    assets: { features, ...(series.length > 0 && { series }) },
    ...rest,
  };
}

function namesIn(ids: IdList): string[] {
  return Array.from({ length: ids.count }, (_, index) => ids.idOf(index));
}

function refused(problems: readonly string[]): KitError {
  return new KitError("PICKUP_CONFIG_REQUEST_INVALID", problems.join("\n"), {
    hint: "`pickup config --help` lists the arguments and options with their ranges.",
  });
}

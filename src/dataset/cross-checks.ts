import { featureIds, episodeIds, seriesIds, titleCountOf } from "./catalogue.ts";
import { seedOf } from "./config-digest.ts";
import { usersOf } from "./dataset.ts";
import { mostZipfRanks } from "./distinct-draws.ts";
import type { IdList } from "./id-list.ts";
import type { Config } from "./schema.ts";

type Path = readonly (string | number)[];

/** What is wrong between fields, as the end of a sentence that begins with the path. */
export interface CrossProblem {
  readonly path: Path;
  readonly problem: string;
}

/** A check over several fields. It runs whenever the fields it needs are sound, whatever is wrong with others. */
export interface CrossCheck {
  readonly needs: readonly (keyof Config)[];
  readonly problemsOf: (config: Config) => readonly CrossProblem[];
}

const needsOfSeed = [
  "seed",
  "productCode",
  "assets",
  "popularity",
  "updateTimeStart",
  "updateTimeEnd",
  "recordsPerUser",
] as const;

export const crossChecks: readonly CrossCheck[] = [
  { needs: ["hurleyUserIds", "generatedUsers"], problemsOf: usersExist },
  {
    needs: ["hurleyUserIds"],
    problemsOf: ({ hurleyUserIds = [] }) => repeatsIn([listedIds("hurleyUserIds", hurleyUserIds)]),
  },
  { needs: ["assets"], problemsOf: titlesExist },
  { needs: ["assets"], problemsOf: ({ assets }) => repeatsIn(listedAssets(assets)) },
  { needs: ["updateTimeStart", "updateTimeEnd"], problemsOf: timesInOrder },
  { needs: ["recordsPerUser", "assets"], problemsOf: recordsFitTitles },
  { needs: [...needsOfSeed, "hurleyUserIds", "generatedUsers"], problemsOf: listedUsersAreNotGenerated },
  { needs: needsOfSeed, problemsOf: listedAssetsAreNotGenerated },
  { needs: [...needsOfSeed, "hurleyUserIds", "generatedUsers", "recordsOverrides"], problemsOf: overridesFit },
];

interface ListedId {
  readonly id: string;
  readonly path: Path;
}

function listedIds(field: string, ids: readonly string[]): ListedId[] {
  return ids.map((id, index) => ({ id, path: [field, index] }));
}

function listedAssets({ features = [], series = [] }: Config["assets"]): ListedId[][] {
  const within = (path: Path, ids: readonly string[]) => ids.map((id, index) => ({ id, path: [...path, index] }));
  return [
    within(["assets", "features"], features),
    series.map(({ id }, index) => ({ id, path: ["assets", "series", index, "id"] })),
    series.flatMap(({ episodes }, index) => within(["assets", "series", index, "episodes"], episodes)),
  ];
}

function usersExist({ hurleyUserIds = [], generatedUsers }: Config): CrossProblem[] {
  if (hurleyUserIds.length > 0 || generatedUsers !== undefined) return [];
  return [{ path: ["hurleyUserIds"], problem: "names no user: list at least one id, or add generatedUsers" }];
}

function titlesExist({ assets }: Config): CrossProblem[] {
  const titles = titleCountOf(assets);
  if (titles === 0) {
    return [
      { path: ["assets"], problem: "names nothing to watch: list at least one feature, or add generatedFeatures" },
    ];
  }
  if (titles <= mostZipfRanks) return [];
  return [{ path: ["assets"], problem: `has ${titles} features and series; at most ${mostZipfRanks} are possible` }];
}

function timesInOrder({ updateTimeStart, updateTimeEnd }: Config): CrossProblem[] {
  if (updateTimeStart < updateTimeEnd) return [];
  const problem = `(${updateTimeEnd}) must be later than updateTimeStart (${updateTimeStart})`;
  return [{ path: ["updateTimeEnd"], problem }];
}

function recordsFitTitles({ recordsPerUser, assets }: Config): CrossProblem[] {
  const isNumber = typeof recordsPerUser === "number";
  if (!isNumber && recordsPerUser.min > recordsPerUser.max) {
    const problem = `(${recordsPerUser.min}) must not be above max (${recordsPerUser.max})`;
    return [{ path: ["recordsPerUser", "min"], problem }];
  }
  const [path, most] = isNumber
    ? [["recordsPerUser"], recordsPerUser]
    : [["recordsPerUser", "max"], recordsPerUser.max];
  return fitting(path, most, assets);
}

function overridesFit(config: Config): CrossProblem[] {
  const users = usersOf(config);
  return Object.entries(config.recordsOverrides ?? {}).flatMap(([id, records]) => {
    const path = ["recordsOverrides", id];
    if (users.indexOf(id) < 0) return [{ path, problem: "is for nobody: the config has no user with this id" }];
    return fitting(path, records, config.assets);
  });
}

function fitting(path: Path, records: number, assets: Config["assets"]): CrossProblem[] {
  const titles = titleCountOf(assets);
  if (records <= titles) return [];
  const problem = `(${records}) is more than the ${titles} features and series: each record of a user needs its own`;
  return [{ path, problem: `${problem}, so add assets or lower it` }];
}

/** The ids of one group that stand in it twice. */
function repeatsIn(groups: readonly ListedId[][]): CrossProblem[] {
  const firstPaths = new Map<string, Path>();
  const problems: CrossProblem[] = [];
  for (const { id, path } of groups.flat()) {
    const first = firstPaths.get(id);
    if (first === undefined) firstPaths.set(id, path);
    else problems.push({ path, problem: `repeats ${pathText(first)} (${id}): remove one of them` });
  }
  return problems;
}

function listedUsersAreNotGenerated(config: Config): CrossProblem[] {
  const listed = listedIds("hurleyUserIds", config.hurleyUserIds ?? []);
  return generatedToo(listed, usersOf(config), "generatedUsers");
}

function listedAssetsAreNotGenerated(config: Config): CrossProblem[] {
  const { assets } = config;
  const seed = seedOf(config);
  const [features = [], series = [], episodes = []] = listedAssets(assets);
  return [
    ...generatedToo(features, featureIds(assets, seed), "assets.generatedFeatures"),
    ...generatedToo(series, seriesIds(assets, seed), "assets.generatedSeries"),
    ...generatedToo(episodes, episodeIds(assets, seed), "assets.generatedSeries"),
  ];
}

function generatedToo(listed: readonly ListedId[], ids: IdList, rule: string): CrossProblem[] {
  return listed
    .filter(({ id }) => ids.indexOfGenerated(id) >= 0)
    .map(({ id, path }) => ({ path, problem: `(${id}) is also one of the ids of ${rule}: remove it from the list` }));
}

/** `["assets", "series", 0, "id"]` → `assets.series[0].id`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, at) => {
      if (typeof key === "number") return `[${key}]`;
      const text = String(key);
      if (!/^[A-Za-z_$][\w$]*$/.test(text)) return `[${JSON.stringify(text)}]`;
      return at === 0 ? text : `.${text}`;
    })
    .join("");
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { KitError } from "../ground/index.ts";
import { checkConfig } from "./check-config.ts";
import { pickupDataset } from "./dataset.ts";
import type { Config } from "./schema.ts";

const old = JSON.parse(readFileSync("test/fixtures/old-config.json", "utf8")) as Config;
const firstId = old.hurleyUserIds![0]!;

function problemsOf(value: unknown): string[] {
  try {
    checkConfig(value, "config.json");
  } catch (error) {
    assert.ok(error instanceof KitError);
    assert.equal(error.code, "PICKUP_CONFIG_INVALID");
    assert.equal(error.exitCode, 2);
    assert.match(error.hint!, /pickup config check/);
    const [first, ...others] = error.message.split("\n");
    if (others.length === 0) return [first!.replace(/^config\.json: /, "")];
    assert.match(first!, /^config\.json: \d+ problems$/);
    return others.map((line) => line.trim());
  }
  return [];
}

test("a file of the old format is read unchanged and has 50 users with 13 markers each", () => {
  assert.deepEqual(checkConfig(old, "config.json"), old);
  const dataset = pickupDataset(old);
  assert.deepEqual([dataset.users, dataset.totalMarkers], [50, 650]);
});

test("a file that uses every field of the new format is read unchanged", () => {
  const config: Config = {
    $schema: "./config.schema.json",
    ...old,
    seed: "x",
    generatedUsers: { count: 1_000_000, prefix: "PICKUP-LT-" },
    assets: {
      ...old.assets,
      series: [{ id: "urn:hbo:series:a", episodes: ["urn:hbo:episode:a"] }],
      generatedFeatures: { count: 100, prefix: "urn:hbo:feature:" },
      generatedSeries: { count: 10, episodes: 8 },
    },
    popularity: "zipf",
    recordsPerUser: { kind: "zipf", min: 0, max: 50 },
    recordsOverrides: { [firstId]: 100 },
    ttl: 1_900_000_000,
  };
  assert.deepEqual(checkConfig(config, "config.json"), config);
});

const whole = "must be a whole number from";
const seconds = "must be a time in epoch seconds (10 digits, no milliseconds), such as";
const series = { id: "urn:s", episodes: ["urn:e"] };

const bad: readonly [patch: { [field: string]: unknown }, problem: string][] = [
  [{ productCode: undefined }, "productCode is missing: must be a text of 1 to 255 characters without spaces"],
  [{ productCode: "" }, 'productCode is "": must be a text'],
  [{ productCode: 5 }, "productCode is 5: must be a text"],
  [{ seed: "" }, 'seed is "": must not be empty'],
  [{ seed: 7 }, "seed is 7: must be a text"],
  [{ hurleyUserIds: [] }, "hurleyUserIds names no user: list at least one id, or add generatedUsers"],
  [{ hurleyUserIds: undefined }, "hurleyUserIds names no user"],
  [{ hurleyUserIds: "PICKUP-LT-a" }, 'hurleyUserIds is "PICKUP-LT-a": must be a list in square brackets'],
  [{ hurleyUserIds: ["a", 5] }, "hurleyUserIds[1] is 5: must be a text"],
  [{ hurleyUserIds: ["a", " b"] }, 'hurleyUserIds[1] is " b": must be a text of 1 to 255 characters without spaces'],
  [{ hurleyUserIds: ["x".repeat(256)] }, `hurleyUserIds[0] is "${"x".repeat(56)}…: must be a text of 1 to 255`],
  [{ hurleyUserIds: ["a", "b", "a"] }, "hurleyUserIds[2] repeats hurleyUserIds[0] (a): remove one of them"],
  [{ generatedUsers: 5 }, 'generatedUsers is 5: must be a rule such as {"count": 1000}'],
  [{ generatedUsers: { prefix: "x" } }, `generatedUsers.count is missing: ${whole} 1 to 1000000000`],
  [{ generatedUsers: { count: 0 } }, `generatedUsers.count is 0: ${whole} 1`],
  [{ generatedUsers: { count: 1, prefix: "" } }, 'generatedUsers.prefix is "": must be a text'],
  [{ generatedUsers: { cuont: 1, count: 1 } }, "generatedUsers.cuont is an unknown field; did you mean count?"],
  [{ assets: undefined }, "assets is missing: must say which assets there are"],
  [{ assets: {} }, "assets names nothing to watch: list at least one feature, or add generatedFeatures"],
  [{ assets: { features: [] } }, "assets names nothing to watch"],
  [{ assets: { feature: ["a"] } }, "assets.feature is an unknown field; did you mean features?"],
  [
    { assets: { features: ["a", "a"], generatedFeatures: { count: 50 } } },
    "assets.features[1] repeats assets.features[0] (a)",
  ],
  [
    { assets: { features: ["urn:s"], series: [series] }, recordsPerUser: 1 },
    "assets.series[0].id repeats assets.features[0] (urn:s)",
  ],
  [
    { assets: { series: [series, { ...series, id: "urn:t" }] }, recordsPerUser: 1 },
    "assets.series[1].episodes[0] repeats assets.series[0].episodes[0] (urn:e)",
  ],
  [{ assets: { series: [{ id: "urn:s", episodes: [] }] } }, "assets.series[0].episodes is []: must name an episode"],
  [{ assets: { series: ["urn:s"] } }, 'assets.series[0] is "urn:s": must be a series: {"id"'],
  [{ assets: { generatedFeatures: { count: 0 } } }, `assets.generatedFeatures.count is 0: ${whole} 1 to 1048576`],
  [
    { assets: { features: ["a"], generatedFeatures: { count: 1_048_576 } } },
    "assets has 1048577 features and series; at most 1048576 are possible",
  ],
  [{ assets: { generatedSeries: { count: 5 } } }, "assets.generatedSeries.episodes is missing"],
  [{ popularity: "zip" }, 'popularity is "zip": must be "uniform" or "zipf"'],
  [{ updateTimeStart: undefined }, `updateTimeStart is missing: ${seconds}`],
  [{ updateTimeStart: "2026-01-01" }, `updateTimeStart is "2026-01-01": ${seconds}`],
  [{ updateTimeEnd: 1_795_132_800_000 }, `updateTimeEnd is 1795132800000: ${seconds}`],
  [{ updateTimeEnd: 1_795_132_800.5 }, `updateTimeEnd is 1795132800.5: ${seconds}`],
  [{ updateTimeStart: 1_795_132_800 }, "updateTimeEnd (1795132800) must be later than updateTimeStart (1795132800)"],
  [{ recordsPerUser: 0 }, `recordsPerUser is 0: ${whole} 1 to 1048576`],
  [{ recordsPerUser: 1.5 }, "recordsPerUser is 1.5: must be a whole number of at least 1, or a distribution"],
  [{ recordsPerUser: "13" }, 'recordsPerUser is "13": must be a whole number of at least 1, or a distribution'],
  [
    { recordsPerUser: 14 },
    "recordsPerUser (14) is more than the 13 features and series: each record of a user needs its own, so add assets",
  ],
  [{ recordsPerUser: { kind: "normal" } }, 'recordsPerUser.kind is "normal": must be "uniform" or "zipf"'],
  [{ recordsPerUser: { kind: "uniform", min: 5 } }, `recordsPerUser.max is missing: ${whole} 1`],
  [{ recordsPerUser: { kind: "zipf", min: 5, max: 4 } }, "recordsPerUser.min (5) must not be above max (4)"],
  [{ recordsPerUser: { kind: "uniform", min: 1, max: 14 } }, "recordsPerUser.max (14) is more than the 13 features"],
  [{ recordsOverrides: { nobody: 3 } }, "recordsOverrides.nobody is for nobody: the config has no user with this id"],
  [{ recordsOverrides: { [firstId]: 14 } }, `recordsOverrides["${firstId}"] (14) is more than the 13 features`],
  [{ recordsOverrides: { [firstId]: -1 } }, `recordsOverrides["${firstId}"] is -1: ${whole} 0`],
  [{ recordsOverrides: 5 }, "recordsOverrides is 5: must be an object"],
  [{ ttl: 1_856_563_200_000 }, `ttl is 1856563200000: ${seconds}`],
  [
    { batch_size: 26 },
    "batch_size is 26: must be a whole number from 1 to 25 (DynamoDB's limits: 25 requests and 16 MB a batch, 400 KB an item)",
  ],
  [{ batch_size: 0 }, "batch_size is 0: must be a whole number from 1 to 25"],
  [{ batchSize: 10 }, "batchSize is an unknown field; did you mean batch_size?"],
  [{ recordsPerUsers: 10 }, "recordsPerUsers is an unknown field; did you mean recordsPerUser?"],
  [{ comment: "hello" }, "comment is an unknown field; known are productCode, seed, hurleyUserIds"],
];

test("each bad field is one line with its path and how to mend it", () => {
  for (const [patch, problem] of bad) {
    const problems = problemsOf({ ...old, ...patch });
    assert.equal(problems.length, 1, `${JSON.stringify(patch)} gave ${JSON.stringify(problems)}`);
    assert.equal(problems[0]!.slice(0, problem.length), problem);
  }
});

test("all problems are told at once, those between sound fields beside those of broken ones", () => {
  const { productCode: _left, ...rest } = old;
  assert.deepEqual(
    problemsOf({
      ...rest,
      updateTimeStart: "soon",
      hurleyUserIds: ["a", "a"],
      recordsPerUser: 99,
      batch_size: 26,
      x: 1,
    })
      .map((problem) => problem.split(" ").slice(0, 2).join(" "))
      .toSorted(),
    [
      "batch_size is",
      "hurleyUserIds[1] repeats",
      "productCode is",
      "recordsPerUser (99)",
      "updateTimeStart is",
      "x is",
    ],
  );
});

test("a long list of problems is cut, with the number of those left out", () => {
  const problems = problemsOf({ ...old, hurleyUserIds: Array.from({ length: 1000 }, () => "same") });
  assert.equal(problems.length, 21);
  assert.equal(problems.at(-1), "… and 979 more");
});

test("what is no JSON object is refused in one line", () => {
  for (const value of [null, [], "text", 5])
    assert.deepEqual(problemsOf(value), ["must be a JSON object in curly brackets"]);
});

test("a listed id that a rule generates too is refused", () => {
  const rules: Config = {
    ...old,
    seed: "x",
    hurleyUserIds: [],
    generatedUsers: { count: 10 },
    assets: { generatedFeatures: { count: 20 }, generatedSeries: { count: 5, episodes: 2 } },
  };
  const dataset = pickupDataset({ ...rules, recordsPerUser: 25 });
  const rows = dataset.rowsOf(0);
  const feature = rows.find(({ asset }) => asset === null)!.parent;
  const { parent, asset } = rows.find((row) => row.asset !== null)!;
  const listed = {
    ...rules,
    hurleyUserIds: [dataset.idOf(9)],
    assets: { ...rules.assets, features: [feature], series: [{ id: parent, episodes: [asset!] }] },
  };
  assert.deepEqual(
    problemsOf(listed).map((problem) => problem.replace(/ \(.*\)/, "")),
    [
      "hurleyUserIds[0] is also one of the ids of generatedUsers: remove it from the list",
      "assets.features[0] is also one of the ids of assets.generatedFeatures: remove it from the list",
      "assets.series[0].id is also one of the ids of assets.generatedSeries: remove it from the list",
      "assets.series[0].episodes[0] is also one of the ids of assets.generatedSeries: remove it from the list",
    ],
  );
});

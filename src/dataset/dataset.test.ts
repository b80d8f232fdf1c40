import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { VirtualClock } from "../ground/index.ts";
import { type Marker, pickupDataset } from "./dataset.ts";
import { generateConfig } from "./generate-config.ts";
import type { Config } from "./schema.ts";

const endMs = Date.parse("2026-11-01T00:00:00Z");
const clock = new VirtualClock(endMs);

const listed: Config = {
  productCode: "hboMax",
  hurleyUserIds: ["PICKUP-LT-a", "PICKUP-LT-b", "PICKUP-LT-c"],
  assets: {
    features: Array.from({ length: 8 }, (_, index) => `urn:hbo:feature:${index}`),
    series: [
      { id: "urn:hbo:series:0", episodes: ["urn:hbo:episode:0a", "urn:hbo:episode:0b", "urn:hbo:episode:0c"] },
      { id: "urn:hbo:series:1", episodes: ["urn:hbo:episode:1a"] },
    ],
  },
  updateTimeStart: 1_787_356_800,
  updateTimeEnd: 1_795_132_800,
  recordsPerUser: 6,
};

const huge = generateConfig(
  { users: 10_000_000, days: 365, records: 53, seed: "x", endMs, compact: true, series: 20 },
  clock,
);

/** Configs of every kind, small enough to look at every user. */
const configs: fc.Arbitrary<Config> = fc
  .record({
    seed: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    features: fc.integer({ min: 0, max: 30 }),
    generatedFeatures: fc.integer({ min: 0, max: 30 }),
    series: fc.integer({ min: 0, max: 4 }),
    generatedSeries: fc.integer({ min: 0, max: 4 }),
    users: fc.integer({ min: 1, max: 5 }),
    generatedUsers: fc.integer({ min: 0, max: 5 }),
    popularity: fc.constantFrom("uniform" as const, "zipf" as const),
    days: fc.integer({ min: 1, max: 1825 }),
    kind: fc.constantFrom("number", "uniform", "zipf"),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .filter(({ features, generatedFeatures, series, generatedSeries }) => {
    return features + generatedFeatures + series + generatedSeries > 0;
  })
  .map(({ seed, features, generatedFeatures, series, generatedSeries, users, generatedUsers, popularity, ...rest }) => {
    const titles = features + generatedFeatures + series + generatedSeries;
    const most = Math.max(1, Math.round(titles * rest.share));
    return {
      productCode: "hboMax",
      ...(seed !== undefined && { seed }),
      hurleyUserIds: Array.from({ length: users }, (_, index) => `user-${index}`),
      ...(generatedUsers > 0 && { generatedUsers: { count: generatedUsers, prefix: "PICKUP-LT-" } }),
      assets: {
        features: Array.from({ length: features }, (_, index) => `urn:hbo:feature:${index}`),
        series: Array.from({ length: series }, (_, index) => ({
          id: `urn:hbo:series:${index}`,
          episodes: Array.from({ length: index + 1 }, (_, episode) => `urn:hbo:episode:${index}-${episode}`),
        })),
        ...(generatedFeatures > 0 && { generatedFeatures: { count: generatedFeatures } }),
        ...(generatedSeries > 0 && { generatedSeries: { count: generatedSeries, episodes: 3 } }),
      },
      popularity,
      updateTimeStart: 1_795_132_800 - rest.days * 86_400,
      updateTimeEnd: 1_795_132_800,
      recordsPerUser: rest.kind === "number" ? most : { kind: rest.kind, min: 0, max: most },
    };
  });

function everyRow(config: Config): (readonly Marker[])[] {
  const dataset = pickupDataset(config);
  return Array.from({ length: dataset.users }, (_, user) => dataset.rowsOf(user));
}

test("each user's markers are distinct titles in the ranges of the config, as many as recordsOf says", () => {
  fc.assert(
    fc.property(configs, (config) => {
      const dataset = pickupDataset(config);
      let total = 0;
      for (let user = 0; user < dataset.users; user++) {
        const rows = dataset.rowsOf(user);
        total += rows.length;
        assert.equal(rows.length, dataset.recordsOf(user));
        assert.equal(new Set(rows.map((row) => row.parent)).size, rows.length);
        for (const { parent, asset, position, runtime, timeMs } of rows) {
          assert.equal(asset === null ? undefined : parent, dataset.seriesOf(asset ?? parent));
          assert.ok(Number.isInteger(position) && position >= 500 && position <= 999);
          assert.ok(Number.isInteger(runtime) && runtime >= 5000 && runtime <= 7999);
          assert.ok(timeMs >= config.updateTimeStart * 1000 && timeMs <= config.updateTimeEnd * 1000);
          assert.match(String(timeMs), /^\d{13}$/);
        }
      }
      assert.equal(dataset.totalMarkers, total);
    }),
  );
});

test("ids and indexes of users give each other, listed users first", () => {
  fc.assert(
    fc.property(configs, (config) => {
      const dataset = pickupDataset(config);
      const ids = Array.from({ length: dataset.users }, (_, user) => dataset.idOf(user));
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(ids.slice(0, config.hurleyUserIds!.length), config.hurleyUserIds);
      assert.deepEqual(
        ids.map((id) => dataset.indexOf(id)),
        ids.map((_, user) => user),
      );
    }),
  );
});

test("the order in which users are asked for changes nothing", () => {
  fc.assert(
    fc.property(configs, (config) => {
      const dataset = pickupDataset(config);
      const backwards = Array.from({ length: dataset.users }, (_, user) => dataset.rowsOf(dataset.users - 1 - user));
      assert.deepEqual(backwards.toReversed(), everyRow(config));
    }),
    { numRuns: 30 },
  );
});

test("adding a listed or a generated user changes nobody else's markers, with and without a seed", () => {
  fc.assert(
    fc.property(configs, fc.nat(), (config, at) => {
      const more: Config = {
        ...config,
        hurleyUserIds: config.hurleyUserIds!.toSpliced(at % (config.hurleyUserIds!.length + 1), 0, "user-new"),
        generatedUsers: { count: (config.generatedUsers?.count ?? 0) + 1, prefix: "PICKUP-LT-" },
      };
      const before = pickupDataset(config);
      const after = pickupDataset(more);
      assert.equal(after.users, before.users + 2);
      for (let user = 0; user < before.users; user++) {
        assert.deepEqual(after.rowsOf(after.indexOf(before.idOf(user))), before.rowsOf(user));
      }
      assert.notEqual(after.hash, before.hash);
    }),
  );
});

test("users differ in what they watched and when", () => {
  const rows = everyRow({ ...listed, recordsPerUser: 3, hurleyUserIds: Array.from({ length: 40 }, (_, i) => `u${i}`) });
  assert.equal(new Set(rows.map((row) => JSON.stringify(row))).size, 40);
  assert.ok(
    new Set(
      rows.map((row) =>
        row
          .map(({ parent }) => parent)
          .toSorted()
          .join(),
      ),
    ).size > 20,
  );
  const episodes = new Set(rows.flat().flatMap(({ asset }) => asset ?? []));
  assert.deepEqual([...episodes].toSorted(), [
    "urn:hbo:episode:0a",
    "urn:hbo:episode:0b",
    "urn:hbo:episode:0c",
    "urn:hbo:episode:1a",
  ]);
});

test("workers with a share each come to the same markers as one process", async () => {
  const doorUrl = new URL("./index.ts", import.meta.url).href;
  const source = `import { parentPort, workerData } from "node:worker_threads";
    import { pickupDataset } from ${JSON.stringify(doorUrl)};
    const dataset = pickupDataset(workerData.config);
    parentPort.postMessage(workerData.users.map((user) => dataset.rowsOf(user)));`;
  const users = [0, 1, 77_777, 5_000_000, 9_999_998, 9_999_999];
  const shares = [users.filter((_, at) => at % 2 === 0), users.filter((_, at) => at % 2 === 1)];
  const answers = await Promise.all(
    shares.map((share) => {
      const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
      const worker = new Worker(url, { workerData: { config: huge, users: share } });
      return new Promise<Marker[][]>((resolve, reject) => worker.once("message", resolve).once("error", reject));
    }),
  );
  const dataset = pickupDataset(huge);
  assert.deepEqual(
    answers,
    shares.map((share) => share.map((user) => dataset.rowsOf(user))),
  );
});

test("the last of ten million users has its 53 markers in under 10 ms, without a table", () => {
  pickupDataset(huge).rowsOf(0);
  const started = performance.now();
  const dataset = pickupDataset(huge);
  const rows = dataset.rowsOf(9_999_999);
  const elapsedMs = performance.now() - started;
  assert.equal(rows.length, 53);
  assert.ok(elapsedMs < 10, `${elapsedMs} ms`);
  assert.equal(dataset.indexOf(dataset.idOf(9_999_999)), 9_999_999);
  assert.equal(dataset.totalMarkers, 530_000_000);
});

test("an id that is nearly one of ours is nobody's", () => {
  const dataset = pickupDataset(huge);
  fc.assert(
    fc.property(
      fc.nat(9_999_999),
      fc.integer({ min: 0, max: 25 }),
      fc.stringMatching(/^[A-Za-z0-9-]$/),
      (user, at, other) => {
        const id = dataset.idOf(user);
        const near = id.slice(0, at) + other + id.slice(at + 1);
        assert.equal(dataset.indexOf(near), near === id ? user : -1);
      },
    ),
  );
  const id = dataset.idOf(0);
  const beyond = pickupDataset({ ...huge, generatedUsers: { count: 10_000_001, prefix: "PICKUP-LT-" } });
  for (const near of ["", id.slice(0, -1), `${id}x`, ` ${id}`, id.toLowerCase(), beyond.idOf(10_000_000)]) {
    assert.equal(dataset.indexOf(near), -1, near);
  }
  assert.throws(() => dataset.idOf(10_000_000), RangeError);
  assert.throws(() => dataset.idOf(-1), RangeError);
});

test("a seeded marker is recognised by its id and whole second; a changed field shows", () => {
  const dataset = pickupDataset(huge);
  fc.assert(
    fc.property(fc.nat(9_999_999), fc.nat(52), fc.integer({ min: 1, max: 400 }), (user, record, shift) => {
      const { parent, asset, position, runtime, timeMs } = dataset.rowsOf(user)[record]!;
      const id = asset ?? parent;
      assert.ok(dataset.recognises(id, timeMs, position, runtime));
      assert.ok(dataset.recognises(id, Math.floor(timeMs / 1000) * 1000, position, runtime), "as an answer shows it");
      assert.ok(!dataset.recognises(id, timeMs, position + shift, runtime));
      assert.ok(!dataset.recognises(id, timeMs, position, runtime - shift));
      assert.ok(!dataset.recognises(`${id}x`, timeMs, position, runtime));
      assert.ok(!dataset.recognises(id, timeMs + shift * 1000, position, runtime));
    }),
  );
});

test("position and runtime fill their ranges evenly", () => {
  const dataset = pickupDataset(huge);
  const rows = Array.from({ length: 1000 }, (_, user) => dataset.rowsOf(user)).flat();
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.equal(new Set(rows.map(({ position }) => position)).size, 500);
  assert.equal(new Set(rows.map(({ runtime }) => runtime)).size, 3000);
  assert.ok(Math.abs(mean(rows.map(({ position }) => position)) - 749.5) < 3);
  assert.ok(Math.abs(mean(rows.map(({ runtime }) => runtime)) - 6499.5) < 18);
  const middle = ((huge.updateTimeStart + huge.updateTimeEnd) / 2) * 1000;
  const span = (huge.updateTimeEnd - huge.updateTimeStart) * 1000;
  assert.ok(Math.abs(mean(rows.map(({ timeMs }) => timeMs)) - middle) / span < 0.006);
});

test("the seed decides everything; without one the fields that shape the markers do", () => {
  const first = (config: Config) => JSON.stringify(everyRow(config)[0]);
  const of = first(listed);
  assert.notEqual(first({ ...listed, seed: "a" }), first({ ...listed, seed: "b" }));
  assert.notEqual(first({ ...listed, updateTimeEnd: listed.updateTimeEnd + 1 }), of);
  assert.notEqual(first({ ...listed, assets: { features: [...listed.assets.features!, "urn:hbo:feature:9"] } }), of);
  assert.equal(first({ ...listed, ttl: 1_900_000_000, batch_size: 10 }), of);
  const reordered = Object.fromEntries(Object.entries(listed).toReversed()) as Config;
  assert.equal(first(reordered), of);
  assert.equal(pickupDataset(reordered).hash, pickupDataset(listed).hash);
});

test("the hash follows what decides the markers and nothing else", () => {
  const of = (patch: Partial<Config>) => pickupDataset({ ...listed, ...patch }).hash;
  assert.match(of({}), /^[0-9a-f]{64}$/);
  assert.equal(of({ ttl: 1_900_000_000, batch_size: 10 }), of({}));
  const changes: Partial<Config>[] = [
    { seed: "x" },
    { productCode: "max" },
    { hurleyUserIds: ["PICKUP-LT-a"] },
    { generatedUsers: { count: 1 } },
    { recordsPerUser: 5 },
    { recordsOverrides: { "PICKUP-LT-a": 7 } },
    { popularity: "zipf" },
    { updateTimeStart: listed.updateTimeStart + 1 },
  ];
  assert.equal(new Set([{}, ...changes].map(of)).size, changes.length + 1);
});

test("an override gives one user more or fewer records and changes nobody else", () => {
  const dataset = pickupDataset(listed);
  const heavy = pickupDataset({ ...listed, recordsOverrides: { "PICKUP-LT-b": 10, "PICKUP-LT-c": 0 } });
  assert.deepEqual(
    [0, 1, 2].map((user) => heavy.rowsOf(user).length),
    [6, 10, 0],
  );
  assert.deepEqual(heavy.rowsOf(0), dataset.rowsOf(0));
  assert.equal(heavy.totalMarkers, 16);
});

test("drawn counts stay in their range and come out as often as their law says", () => {
  const users = 5000;
  const countsOf = (kind: "uniform" | "zipf") => {
    const config: Config = {
      ...listed,
      hurleyUserIds: [],
      generatedUsers: { count: users },
      recordsPerUser: { kind, min: 2, max: 6 },
    };
    const dataset = pickupDataset(config);
    const counts = new Map<number, number>();
    for (let user = 0; user < users; user++) {
      const records = dataset.recordsOf(user);
      counts.set(records, (counts.get(records) ?? 0) + 1);
    }
    return [2, 3, 4, 5, 6].map((records) => (counts.get(records) ?? 0) / users);
  };
  const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5;
  countsOf("uniform").forEach((share) => assert.ok(Math.abs(share - 0.2) < 0.025, String(share)));
  countsOf("zipf").forEach((share, k) => assert.ok(Math.abs(share - 1 / (k + 1) / harmonic) < 0.025, String(share)));
});

test("with too many users to add up, the total is what is to be expected", () => {
  const dataset = pickupDataset({ ...huge, recordsPerUser: { kind: "uniform", min: 10, max: 20 } });
  assert.equal(dataset.totalIsExpected, true);
  assert.equal(dataset.totalMarkers, 150_000_000);
  assert.equal(pickupDataset(huge).totalIsExpected, false);
});

test("Zipf popularity makes some titles far more watched, features and series alike", () => {
  const dataset = pickupDataset({ ...huge, popularity: "zipf", recordsPerUser: 5 });
  const watched = new Map<string, number>();
  for (let user = 0; user < 3000; user++) {
    for (const { parent } of dataset.rowsOf(user)) watched.set(parent, (watched.get(parent) ?? 0) + 1);
  }
  const ranked = [...watched].toSorted(([, a], [, b]) => b - a);
  assert.ok(ranked[0]![1] > 1500 && ranked.at(-1)![1] < 150, `${ranked[0]![1]} … ${ranked.at(-1)![1]}`);
  const kinds = new Set(ranked.slice(0, 20).map(([urn]) => urn.split(":")[2]));
  assert.deepEqual(kinds, new Set(["feature", "series"]));
});

test("the markers of a million titles are found without keeping them all", () => {
  const config: Config = { ...huge, assets: { generatedSeries: { count: 1_000_000, episodes: 100 } } };
  const dataset = pickupDataset(config);
  for (const { parent, asset } of dataset.rowsOf(123)) assert.equal(dataset.seriesOf(asset!), parent);
  assert.equal(dataset.seriesOf("urn:hbo:episode:AAAAAAAAAAAAAAAAAAAAA"), undefined);
  assert.equal(dataset.seriesOf(dataset.rowsOf(0)[0]!.parent), undefined);
});

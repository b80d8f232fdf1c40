import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, pickupDataset } from "../dataset/index.ts";
import { findOwners } from "./find-owners.ts";
import { pickupTruth } from "./pickup-truth.ts";

const isSoak = process.env.PICKUP_SOAK !== undefined;
const users = isSoak ? 10_000_000 : 20_000;
const config = {
  productCode: "hboMax",
  seed: "owners",
  generatedUsers: { count: users },
  assets: { generatedFeatures: { count: 500 }, generatedSeries: { count: 500, episodes: 10 } },
  updateTimeStart: 1_760_000_000,
  updateTimeEnd: 1_790_000_000,
  recordsPerUser: 13,
} satisfies Config;
const truth = pickupTruth(pickupDataset(config));
const going = new AbortController().signal;

test("whose an entry is follows from one pass over all users, of a feature and of an episode", async (t) => {
  const owner = isSoak ? 7_654_321 : 17_321;
  const rows = truth.rowsOf(owner);
  const entries = [rows.find(({ id, key }) => id === key)!, truth.rowsOf(4).find(({ id, key }) => id !== key)!];
  const nobodys = { ...entries[0]!, moment: 1_795_000_000 };
  const startMs = performance.now();
  const owners = await findOwners(truth, [...entries, nobodys], going);
  t.diagnostic(`${users} users in ${Math.round(performance.now() - startMs)} ms`);
  assert.deepEqual(
    owners!.map((found, at) => found.includes([owner, 4, -1][at]!)),
    [true, true, false],
  );
  assert.deepEqual(owners!.at(-1), []);
  for (const [at, found] of owners!.entries()) assert.ok(found.length <= 3, `entry ${at} is of ${found.join(", ")}`);
});

test("users whose rows look alike are all named", async () => {
  const crowded = pickupTruth(
    pickupDataset({
      ...config,
      generatedUsers: { count: 30 },
      updateTimeEnd: config.updateTimeStart + 1,
      recordsPerUser: 900,
    }),
  );
  const row = crowded.rowsOf(3)[0]!;
  const alike = Array.from({ length: 30 }, (_, user) => user).filter((user) =>
    crowded.rowsOf(user).some(({ id }) => id === row.id),
  );
  assert.ok(alike.length > 1);
  assert.deepEqual(await findOwners(crowded, [row], going), [alike]);
});

test("a search that is stopped finds nothing", async () => {
  assert.equal(await findOwners(truth, [truth.rowsOf(3)[0]!], AbortSignal.abort()), null);
});

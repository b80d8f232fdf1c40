import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { type Marker, type PickupDataset, pickupDataset } from "./dataset.ts";
import { type ConfigRequest, generateConfig } from "./generate-config.ts";
import type { Config } from "./schema.ts";

// What a seed and an end stand for, for ever: PICKUP_UPDATE_GOLDEN=1 writes the files anew, and then every table that
// was seeded before differs from its config.
const endMs = Date.parse("2026-11-01T00:00:00Z");
const clock = new VirtualClock(endMs);

const requests: { readonly [name: string]: ConfigRequest } = {
  compact: { users: 10_000_000, days: 365, records: 53, seed: "x", endMs, compact: true },
  lists: { users: 5, days: 90, seed: "x", endMs, series: 3 },
};

const others: { readonly [name: string]: Config } = {
  old: JSON.parse(readFileSync("test/fixtures/old-config.json", "utf8")) as Config,
  zipf: {
    ...generateConfig({ ...requests["compact"]!, series: 40 }, clock),
    popularity: "zipf",
    recordsPerUser: { kind: "zipf", min: 3, max: 100 },
  },
};

function markersText(datasets: { readonly [name: string]: PickupDataset }): string {
  const entries = Object.entries(datasets).map(([name, dataset]) => {
    const users = [0, 1, 2, dataset.users - 1];
    const rows = users.map((user) => ({ id: dataset.idOf(user), markers: dataset.rowsOf(user).map(shownOf) }));
    const sha256 = createHash("sha256").update(JSON.stringify(rows)).digest("hex");
    return [name, { hash: dataset.hash, users, sha256, first: rows[0]!.markers[0], last: rows.at(-1)!.markers.at(-1) }];
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** What of a marker gets into the table. */
function shownOf({ parent, asset, position, runtime, timeMs }: Marker): Marker {
  return { parent, asset, position, runtime, timeMs };
}

function assertGolden(file: string, text: string): void {
  if (process.env["PICKUP_UPDATE_GOLDEN"] === "1") writeFileSync(`test/golden/${file}`, text);
  assert.equal(text, readFileSync(`test/golden/${file}`, "utf8"));
}

for (const [name, request] of Object.entries(requests)) {
  test(`the same seed and end give the same file, byte for byte (${name})`, () => {
    assertGolden(`config-${name}.json`, `${JSON.stringify(generateConfig(request, clock), null, 2)}\n`);
  });
}

test("the same config gives the same markers on every machine", () => {
  const configs = {
    ...Object.fromEntries(Object.entries(requests).map(([name, request]) => [name, generateConfig(request, clock)])),
    ...others,
  };
  const datasets = Object.entries(configs).map(([name, config]) => [name, pickupDataset(config)] as const);
  assertGolden("markers.json", markersText(Object.fromEntries(datasets)));
});

import { createHash } from "node:crypto";
import type { Config } from "./schema.ts";

/** Raised when the same config would give other markers than before. */
const markersVersion = 1;

/** The text that all markers of a config derive from: its `seed`, or one made of the fields that shape the markers. */
export function seedOf(config: Config): string {
  return config.seed ?? digestOf(shapeOf(config));
}

/**
 * Identifies everything that decides the markers: seed, users, assets, times, counts and the version of the rules.
 * What leaves the markers as they are (`ttl`, `batch_size`) leaves the digest as it is.
 */
export function digestOfMarkers(config: Config): string {
  const { hurleyUserIds = [], generatedUsers = null, recordsOverrides = {} } = config;
  const seed = seedOf(config);
  return digestOf({ ...shapeOf(config), markersVersion, seed, hurleyUserIds, generatedUsers, recordsOverrides });
}

/** Without the users, so that adding one changes nobody else's markers. */
function shapeOf(config: Config): object {
  const { productCode, assets, popularity = "uniform", updateTimeStart, updateTimeEnd, recordsPerUser } = config;
  return { productCode, assets, popularity, updateTimeStart, updateTimeEnd, recordsPerUser };
}

function digestOf(value: object): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
}

/** JSON that does not depend on the order in which fields were written. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}

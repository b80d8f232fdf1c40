import type { SeedingProgress } from "../../src/seeding/index.ts";

/** A seeding of so many items that has just begun. */
export function begunSeeding(items: number): SeedingProgress {
  return {
    elapsedMs: 0,
    written: 0,
    planned: items,
    secondsLeft: null,
    itemsDone: 0,
    itemsTotal: items,
    units: 0,
    retries: { unprocessed: 0, throttled: 0, server: 0, network: 0 },
    throttles: [],
    hotKeys: [],
    dead: [],
    exceptions: 0,
    batches: 0,
    p50Ms: null,
    p99Ms: null,
    last: { itemsPerSecond: 0, unitsPerSecond: 0, limitUnitsPerSecond: null, p50Ms: null, p99Ms: null },
    done: false,
  };
}

import type { MarkerStore, StoredMarker } from "../../src/local/pickup-api/marker-store.ts";

/** A marker store in memory, and its rows by profile key and parent. */
export function storeInMemory() {
  const rows = new Map<string, StoredMarker>();
  const keyOf = (profileKey: string, parent: string) => `${profileKey} ${parent}`;
  const store: MarkerStore = {
    markersOf: async (profileKey) =>
      [...rows].filter(([key]) => key.startsWith(`${profileKey} `)).map(([, row]) => row),
    markerOf: async (profileKey, parent) => rows.get(keyOf(profileKey, parent)) ?? null,
    put: async (profileKey, marker, when = "newest") => {
      const there = rows.get(keyOf(profileKey, marker.parent));
      if (when === "newest" && there !== undefined && there.timeMs > marker.timeMs) return false;
      rows.set(keyOf(profileKey, marker.parent), marker);
      return true;
    },
    close: () => undefined,
  };
  return { store, rows };
}

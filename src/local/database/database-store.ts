/** `dynalite`: the real behaviour, in memory or in files. `memory`: ours, for volume, in memory only. */
export const databaseStores = ["dynalite", "memory"] as const;
export type DatabaseStore = (typeof databaseStores)[number];

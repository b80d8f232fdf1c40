import { type SeedKey, seedKeyOf } from "../ground/index.ts";

/** What a seed is used for. Each purpose has a key of its own, so no two draws are correlated. */
export type Purpose = "user ids" | "feature ids" | "series ids" | "episode ids" | "users" | "playback" | "popularity";

/** The Philox key of one purpose under a seed. */
export function keyFor(seed: string, purpose: Purpose): SeedKey {
  return seedKeyOf(JSON.stringify([purpose, seed]));
}

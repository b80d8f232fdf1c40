import type { RandomStream } from "../ground/index.ts";
import { uniformDraws, ZipfDraws } from "./distinct-draws.ts";
import { keyFor } from "./keys.ts";
import type { Config } from "./schema.ts";

/** Picks `wanted` distinct titles for one user. */
export type TitleChoice = (wanted: number, stream: RandomStream) => number[];

/**
 * How a user's titles are picked out of `titles`: all alike, or by Zipf's law. For the latter the ranks walk over the
 * catalogue in steps of about titles / φ from a place given by the seed, so features and series mix at every rank.
 */
export function titleChoice(popularity: Config["popularity"], titles: number, seed: string): TitleChoice {
  if (popularity !== "zipf") return (wanted, stream) => uniformDraws(titles, wanted, stream);
  const zipf = new ZipfDraws(titles);
  const step = coprimeNear(Math.floor(titles * 0.618034), titles);
  const first = keyFor(seed, "popularity").low % titles;
  return (wanted, stream) => zipf.draw(wanted, stream).map((rank) => (first + rank * step) % titles);
}

function coprimeNear(start: number, modulus: number): number {
  let candidate = Math.max(1, start);
  while (greatestCommonDivisor(candidate, modulus) > 1) candidate++;
  return candidate;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

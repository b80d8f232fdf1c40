import { RandomStream, type SeedKey } from "../ground/index.ts";
import { ZipfDraws } from "./distinct-draws.ts";
import type { Config } from "./schema.ts";

type Distribution = Config["recordsPerUser"];

/** Stream number of the draw of a user's record count, under the key of that user. */
const countStream = 1;

/** How many records each user has: a number for all or a draw under the user's key, but for the overridden ones. */
export class RecordCounts {
  readonly #overrides: ReadonlyMap<number, number>;
  readonly #draw: (userKey: SeedKey) => number;
  /** What a user that is not overridden has on average. */
  readonly mean: number;
  /** True when every user that is not overridden has the same number. */
  readonly fixed: boolean;

  constructor(distribution: Distribution, overrides: ReadonlyMap<number, number>) {
    this.#overrides = overrides;
    this.fixed = typeof distribution === "number";
    ({ draw: this.#draw, mean: this.mean } = drawOf(distribution));
  }

  of(user: number, userKey: () => SeedKey): number {
    return this.#overrides.get(user) ?? (this.fixed ? this.mean : this.#draw(userKey()));
  }

  /** The records of `users` users, as expected when their number is drawn; exact when it is fixed. */
  expectedTotal(users: number): number {
    let total = this.mean * users;
    for (const records of this.#overrides.values()) total += records - this.mean;
    return Math.round(total);
  }
}

function drawOf(distribution: Distribution): { mean: number; draw: (userKey: SeedKey) => number } {
  if (typeof distribution === "number") return { mean: distribution, draw: () => distribution };
  const { kind, min, max } = distribution;
  const choices = max - min + 1;
  if (kind === "uniform") {
    return { mean: (min + max) / 2, draw: (userKey) => min + new RandomStream(userKey, countStream).integer(choices) };
  }
  const zipf = new ZipfDraws(choices);
  return { mean: min + zipf.mean, draw: (userKey) => min + zipf.draw(1, new RandomStream(userKey, countStream))[0]! };
}

import { RandomStream, seedKeyOf, type SeedKey } from "../../ground/index.ts";
import type { Lies } from "./lie-file.ts";
import type { LieName } from "./lie-kinds.ts";

/** What the n-th occasion meets. */
export interface LieDraw {
  /** At most one lie, the one to be told if it can be; null: the truth. */
  readonly kind: LieName | null;
  /** Of the occasion, for what else is to be drawn. */
  readonly stream: RandomStream;
}

/** Draws among some lies: the same seed gives the n-th occasion the same. */
export class LieDraws {
  readonly #key: SeedKey;
  readonly #shares: readonly (readonly [name: LieName, share: number])[];
  #occasions = 0;

  constructor(lies: Lies, names: readonly LieName[]) {
    this.#key = seedKeyOf(`lies: ${names.join(" ")}: ${lies.seed}`);
    this.#shares = names.map((name) => [name, lies[name]]);
  }

  next(): LieDraw {
    const stream = new RandomStream(this.#key, ++this.#occasions);
    return { kind: this.#kindAt(stream.next()), stream };
  }

  #kindAt(drawn: number): LieName | null {
    let rest = drawn;
    for (const [name, share] of this.#shares) {
      rest -= share;
      if (rest < 0) return name;
    }
    return null;
  }
}

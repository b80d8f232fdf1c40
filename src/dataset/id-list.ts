import { IdCode } from "./id-code.ts";
import { keyFor, type Purpose } from "./keys.ts";

/** A rule that stands for a list of ids: so many, each this prefix and a generated body. */
export interface GeneratedIds {
  readonly count: number;
  readonly prefix: string;
}

/** The ids of users, features, series or episodes: the listed ones first, then those a rule generates. */
export class IdList {
  readonly count: number;
  readonly #listed: readonly string[];
  readonly #generated: GeneratedIds;
  readonly #code: IdCode;
  #indexOfListed: Map<string, number> | undefined;

  constructor(listed: readonly string[], generated: GeneratedIds, code: IdCode) {
    this.count = listed.length + generated.count;
    this.#listed = listed;
    this.#generated = generated;
    this.#code = code;
  }

  idOf(index: number): string {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) {
      throw new RangeError(`index ${index} is not below ${this.count}`);
    }
    const listed = this.#listed[index];
    return listed ?? this.#generated.prefix + this.#code.encode(index - this.#listed.length);
  }

  /** The index of an id, −1 when it is not one of ours. */
  indexOf(id: string): number {
    this.#indexOfListed ??= new Map(this.#listed.map((listed, index) => [listed, index]));
    return this.#indexOfListed.get(id) ?? this.indexOfGenerated(id);
  }

  /** Like {@link indexOf}, looking only at the ids that the rule generates. */
  indexOfGenerated(id: string): number {
    const { count, prefix } = this.#generated;
    if (count === 0 || !id.startsWith(prefix)) return -1;
    const index = this.#code.decode(id.slice(prefix.length));
    return index >= 0 && index < count ? this.#listed.length + index : -1;
  }
}

/** The code of profile ids: 16 alphanumerics. */
export function profileIdCode(seed: string): IdCode {
  return new IdCode(keyFor(seed, "user ids"), 2, 8);
}

/** The code of URNs of one kind: 21 alphanumerics. */
export function urnCode(seed: string, kind: Purpose & `${string} ids`): IdCode {
  return new IdCode(keyFor(seed, kind), 3, 7);
}

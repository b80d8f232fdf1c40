import type { RandomStream } from "../ground/index.ts";

/** `wanted` distinct numbers below `count`, every subset equally likely (R. W. Floyd, CACM 30(9), 1987). */
export function uniformDraws(count: number, wanted: number, stream: RandomStream): number[] {
  const taken = new Set<number>();
  for (let last = count - wanted; last < count; last++) {
    const drawn = stream.integer(last + 1);
    taken.add(taken.has(drawn) ? last : drawn);
  }
  return [...taken];
}

/** Most numbers a {@link ZipfDraws} can draw from: their weights must add up to less than 2^32. */
export const mostZipfRanks = 0x10_0000;

const weightOfFirst = 0x1000_0000;

function weightOf(rank: number): number {
  return Math.floor(weightOfFirst / rank);
}

/**
 * Zipf's law with exponent 1: the number k (from 0) is drawn in proportion to 1 / (k + 1). Integer arithmetic only, so
 * every machine draws the same.
 *
 * Ranks are grouped by powers of two. A draw picks a group by its weight that is left and then a rank in it by
 * rejection (a rank has at least half the weight of the group's first), so its cost depends on neither `count` nor on
 * how much is taken of the popular groups; for all ranks together it is O(count · log count).
 */
export class ZipfDraws {
  readonly #count: number;
  readonly #groupWeights: readonly number[];
  readonly #totalWeight: number;
  /** The average of the numbers drawn one at a time. */
  readonly mean: number;

  constructor(count: number) {
    const groupWeights: number[] = [];
    let totalWeight = 0;
    let weighted = 0;
    for (let rank = 1; rank <= count; rank++) {
      const group = 31 - Math.clz32(rank);
      groupWeights[group] = (groupWeights[group] ?? 0) + weightOf(rank);
      totalWeight += weightOf(rank);
      weighted += weightOf(rank) * (rank - 1);
    }
    this.#count = count;
    this.#groupWeights = groupWeights;
    this.#totalWeight = totalWeight;
    this.mean = weighted / totalWeight;
  }

  /** `wanted` distinct numbers, drawn one after the other without putting back. */
  draw(wanted: number, stream: RandomStream): number[] {
    const left = [...this.#groupWeights];
    let totalLeft = this.#totalWeight;
    const taken = new Set<number>();
    while (taken.size < wanted) {
      const group = groupAt(left, stream.integer(totalLeft));
      const rank = this.#rankIn(group, taken, stream);
      taken.add(rank - 1);
      left[group]! -= weightOf(rank);
      totalLeft -= weightOf(rank);
    }
    return [...taken];
  }

  #rankIn(group: number, taken: ReadonlySet<number>, stream: RandomStream): number {
    const first = 2 ** group;
    const size = Math.min(first, this.#count + 1 - first);
    for (;;) {
      const rank = first + stream.integer(size);
      if (!taken.has(rank - 1) && stream.integer(weightOf(first)) < weightOf(rank)) return rank;
    }
  }
}

function groupAt(weights: readonly number[], weight: number): number {
  let group = 0;
  for (let rest = weight - weights[0]!; rest >= 0; rest -= weights[group]!) group++;
  return group;
}

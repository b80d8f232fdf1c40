import type { PickupDataset } from "../../dataset/index.ts";
import { sliceRanges, type UserRange } from "./user-ranges.ts";

/** The part of one of so many machines that share a seeding without knowing of each other; `index` from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The users of a shard; all of them for null. */
export function usersOfShard(users: number, shard: Shard | null): UserRange {
  if (shard === null) return [0, users];
  return sliceRanges([[0, users]], shard.index - 1, shard.count)[0] ?? [0, 0];
}

/** `2/4` */
export function shardText(shard: Shard | null): string | null {
  return shard === null ? null : `${shard.index}/${shard.count}`;
}

/** The items of a range of users; as expected where `dataset.totalIsExpected`. */
export function itemsIn(dataset: PickupDataset, [start, end]: UserRange): number {
  const { users, totalMarkers, totalIsExpected, config } = dataset;
  if (end - start === users) return totalMarkers;
  const isEven = typeof config.recordsPerUser === "number" && config.recordsOverrides === undefined;
  if (isEven || totalIsExpected) return Math.round((totalMarkers / users) * (end - start));
  let items = 0;
  for (let user = start; user < end; user++) items += dataset.recordsOf(user);
  return items;
}

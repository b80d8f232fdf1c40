import type { PickupDataset } from "../../dataset/index.ts";
import type { UserRange } from "../resume/user-ranges.ts";

const mostUsersToAsk = 50_000;

/** The user with the most records. */
export interface HeaviestUser {
  readonly user: number;
  readonly records: number;
  /** False when only some users were asked: there may be a heavier one. */
  readonly isCertain: boolean;
}

/** Looks at every user whose records are given singly, and at others where their numbers are drawn. */
export function heaviestUser(dataset: PickupDataset, [start, end]: UserRange): HeaviestUser {
  const { config } = dataset;
  const named = Object.keys(config.recordsOverrides ?? {}).map((id) => dataset.indexOf(id));
  const isDrawn = typeof config.recordsPerUser !== "number";
  const users = end - start;
  const asked = isDrawn ? Math.min(users, mostUsersToAsk) : Math.min(users, named.length + 1);
  let heaviest = { user: start, records: users === 0 ? 0 : dataset.recordsOf(start) };
  const look = (user: number) => {
    if (user < start || user >= end) return;
    const records = dataset.recordsOf(user);
    if (records > heaviest.records) heaviest = { user, records };
  };
  for (const user of named) look(user);
  for (let index = 0; index < asked; index++) {
    look(isDrawn ? start + Math.floor((index * users) / asked) : start + index);
  }
  return { ...heaviest, isCertain: !isDrawn || asked === users };
}

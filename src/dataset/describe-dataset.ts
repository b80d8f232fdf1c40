import type { PickupDataset } from "./dataset.ts";
import { itemBytes, itemOf } from "./item.ts";

const mostMarkersToCount = 200_000;

/** Users to look at: all of them, or where their markers are too many to count, some at even distances. */
export interface UserSample {
  readonly users: readonly number[];
  /** True when every user is in it. */
  readonly complete: boolean;
}

/** What a config would create. Bytes are those DynamoDB bills for an item. */
export interface DatasetDescription {
  readonly users: number;
  /** All markers; expected ones when `dataset.totalIsExpected`. */
  readonly markers: number;
  /** The figures below stand for these users; when it is not complete they are estimates. */
  readonly sample: UserSample;
  readonly bytes: number;
  readonly recordsPerUser: { readonly least: number; readonly median: number; readonly most: number };
  readonly firstTimeMs: number;
  readonly lastTimeMs: number;
}

/** The users that {@link describeDataset} looks at, so that it never takes more than a second or so. */
export function sampleOfUsers(dataset: PickupDataset): UserSample {
  const { users, totalMarkers } = dataset;
  const wanted = Math.floor((mostMarkersToCount / totalMarkers) * users);
  const complete = wanted >= users;
  const length = complete ? users : Math.max(1, wanted);
  return { complete, users: Array.from({ length }, (_, index) => Math.floor((index * users) / length)) };
}

/** What a config would create, by computing the markers of a sample of its users. */
export function describeDataset(dataset: PickupDataset): DatasetDescription {
  const sample = sampleOfUsers(dataset);
  const counts: number[] = [];
  let markers = 0;
  let bytes = 0;
  let firstTimeMs = Number.POSITIVE_INFINITY;
  let lastTimeMs = Number.NEGATIVE_INFINITY;
  for (const user of sample.users) {
    const rows = dataset.rowsOf(user);
    counts.push(rows.length);
    markers += rows.length;
    for (const marker of rows) {
      bytes += itemBytes(itemOf(dataset, user, marker, dataset.config.updateTimeEnd));
      firstTimeMs = Math.min(firstTimeMs, marker.timeMs);
      lastTimeMs = Math.max(lastTimeMs, marker.timeMs);
    }
  }
  counts.sort((a, b) => a - b);
  return {
    users: dataset.users,
    markers: dataset.totalMarkers,
    sample,
    bytes: markers === 0 ? 0 : Math.round((bytes / markers) * dataset.totalMarkers),
    recordsPerUser: { least: counts[0]!, median: counts[counts.length >> 1]!, most: counts.at(-1)! },
    firstTimeMs,
    lastTimeMs,
  };
}

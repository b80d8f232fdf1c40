import type { Marker, PickupDataset } from "../dataset/index.ts";
import { continueWatchingShape, type EntryValue } from "./answer-shape.ts";
import type { Row } from "./row.ts";
import type { Recognition, Shown, Truth } from "./truth.ts";
import { watchedShareOf } from "./rules.ts";

/** The truth of a config about `GET /continuewatchinghistory`. */
export function pickupTruth(dataset: PickupDataset): Truth {
  const recognise = (user: number, { id, moment, values: [position, runtime] }: Shown): Recognition => {
    if (typeof position !== "number" || typeof runtime !== "number") return "nobody";
    if (dataset.recognises(id, moment * 1000, position, runtime)) return "another";
    return dataset.writerOf(user, id, moment * 1000, position, runtime);
  };
  return {
    shape: continueWatchingShape,
    users: dataset.users,
    ttl: dataset.config.ttl,
    newest: dataset.config.updateTimeEnd,
    idOf: (user) => dataset.idOf(user),
    indexOf: (id) => dataset.indexOf(id),
    holdersOf: (ids) => dataset.holdersOf(ids),
    rowsOf: (user) => dataset.rowsOf(user).map(rowOfMarker),
    rowFor: (given) => rowOfMarker(requireMarker(given)),
    shareOf: ([position, runtime]: readonly EntryValue[]) =>
      watchedShareOf({ position: position as number, runtime: runtime as number }),
    recognise,
  };
}

function requireMarker(given: unknown): Marker {
  const { parent, asset, position, runtime, timeMs } = (given ?? {}) as Partial<Marker>;
  const isMarker =
    typeof parent === "string" &&
    (asset === null || typeof asset === "string") &&
    [position, runtime, timeMs].every((number) => typeof number === "number");
  if (isMarker) return given as Marker;
  throw new TypeError("no marker: it needs parent, asset (or null), position, runtime and timeMs");
}

/** A marker as `GET /continuewatchinghistory` shows it. */
export function rowOfMarker({ parent, asset, position, runtime, timeMs }: Marker): Row {
  return {
    key: parent,
    id: asset ?? parent,
    timeMs,
    moment: Math.floor(timeMs / 1000),
    values: [position, runtime],
  };
}

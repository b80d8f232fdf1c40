import type { StoredMarker } from "../pickup-api/marker-store.ts";
import type { TableLie } from "./lie-kinds.ts";

/** A lie in the table: a row that is not what the user's writes have made it. */
export interface Incident {
  readonly kind: TableLie;
  readonly userId: string;
  /** The title, as it was written. */
  readonly id: string;
  /** The key of the row. */
  readonly parent: string;
  /** The row as it should be; null: it should not be at all. */
  readonly owed: StoredMarker | null;
}

/** The lies that stand in the table, at most one of each profile, so that no answer shows two. */
export class Incidents {
  readonly #standing = new Map<string, Incident>();

  of(profileKey: string): Incident | undefined {
    return this.#standing.get(profileKey);
  }

  /** False: the profile has one already. */
  begin(profileKey: string, incident: Incident): boolean {
    if (this.#standing.has(profileKey)) return false;
    this.#standing.set(profileKey, incident);
    return true;
  }

  /** Tells of a marker that was stored; gives the incident whose place it takes. */
  stored(profileKey: string, { parent, timeMs }: StoredMarker): Incident | undefined {
    const incident = this.#standing.get(profileKey);
    if (incident?.parent !== parent || incident.owed === null || timeMs < incident.owed.timeMs) return undefined;
    this.#standing.delete(profileKey);
    return incident;
  }
}

/** A profile's markers as they would be without an incident, whether these were read before, during or after it. */
export function withoutIncident(markers: readonly StoredMarker[], { parent, owed }: Incident): readonly StoredMarker[] {
  const there = markers.find((marker) => marker.parent === parent);
  if (owed !== null && there !== undefined && there.timeMs >= owed.timeMs) return markers;
  const others = markers.filter((marker) => marker !== there);
  return owed === null ? others : [...others, owed];
}

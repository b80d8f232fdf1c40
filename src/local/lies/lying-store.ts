import type { Clock } from "../../ground/index.ts";
import type { MarkerStore, StoredMarker } from "../pickup-api/marker-store.ts";
import type { Incident, Incidents } from "./incidents.ts";
import { LieDraws } from "./lie-draws.ts";
import type { Lies } from "./lie-file.ts";
import { liesIn } from "./lie-kinds.ts";
import type { LieLog } from "./lie-log.ts";
import type { Recollection } from "./recollection.ts";

/** How long after a write it is undone. */
const revertAfterMs = 500;

export interface LyingStoreParts {
  readonly lies: Lies;
  readonly log: LieLog;
  readonly recollection: Recollection;
  readonly incidents: Incidents;
  readonly clock: Clock;
}

/** A store that loses, doubles and undoes some of the writes it acknowledges, and notes each incident. */
export class LyingStore implements MarkerStore {
  readonly #store: MarkerStore;
  readonly #draws: LieDraws;
  readonly #parts: LyingStoreParts;

  constructor(store: MarkerStore, parts: LyingStoreParts) {
    this.#store = store;
    this.#parts = parts;
    this.#draws = new LieDraws(parts.lies, liesIn("table"));
  }

  markersOf(profileKey: string): Promise<readonly StoredMarker[]> {
    return this.#store.markersOf(profileKey);
  }

  markerOf(profileKey: string, parent: string): Promise<StoredMarker | null> {
    return this.#store.markerOf(profileKey, parent);
  }

  async put(profileKey: string, marker: StoredMarker): Promise<boolean> {
    const { kind } = this.#draws.next();
    const before = await this.#store.markerOf(profileKey, marker.parent);
    const isNewest = before === null || before.timeMs <= marker.timeMs;
    if (kind === "loseWrite" && isNewest && this.#lose(profileKey, marker)) return true;
    const isStored = await this.#store.put(profileKey, marker);
    if (!isStored) return false;
    this.#noteStored(profileKey, marker, before);
    if (kind === "writeTwice") await this.#writeTwice(profileKey, marker);
    if (kind === "revertPosition" && before !== null) this.#revertLater(profileKey, marker, before);
    return true;
  }

  close(): void {
    this.#store.close();
  }

  #noteStored(profileKey: string, marker: StoredMarker, before: StoredMarker | null): void {
    const { recollection, incidents, log } = this.#parts;
    recollection.written(profileKey, { parent: marker.parent, before });
    const mended = incidents.stored(profileKey, marker);
    if (mended !== undefined) log.mended(mended);
  }

  #lose(profileKey: string, marker: StoredMarker): boolean {
    const { incidents, log } = this.#parts;
    const incident = { ...aboutRow(profileKey, marker), kind: "loseWrite" } as const;
    if (!incidents.begin(profileKey, incident)) return false;
    log.toldInTable(incident);
    return true;
  }

  async #writeTwice(profileKey: string, marker: StoredMarker): Promise<void> {
    const { incidents, log } = this.#parts;
    const about = aboutRow(profileKey, marker);
    const again = { ...marker, parent: `${marker.parent}:again`, asset: about.id };
    const incident = { ...about, kind: "writeTwice", parent: again.parent, owed: null } as const;
    if (!incidents.begin(profileKey, incident)) return;
    await this.#store.put(profileKey, again);
    log.toldInTable(incident);
  }

  #revertLater(profileKey: string, marker: StoredMarker, before: StoredMarker): void {
    this.#parts.clock.after(revertAfterMs, () => {
      void this.#revert(profileKey, marker, before).catch(() => undefined);
    });
  }

  /** The older row takes the place of the newer one, unless a still newer one has done so. */
  async #revert(profileKey: string, marker: StoredMarker, before: StoredMarker): Promise<void> {
    const { incidents, log } = this.#parts;
    const now = await this.#store.markerOf(profileKey, marker.parent);
    if (now === null || now.timeMs !== marker.timeMs) return;
    const incident = { ...aboutRow(profileKey, marker), kind: "revertPosition" } as const;
    if (!incidents.begin(profileKey, incident)) return;
    await this.#store.put(profileKey, before, "always");
    log.toldInTable(incident);
  }
}

function aboutRow(profileKey: string, marker: StoredMarker): Omit<Incident, "kind"> {
  const userId = profileKey.slice(0, profileKey.lastIndexOf(":"));
  return { userId, id: marker.asset ?? marker.parent, parent: marker.parent, owed: marker };
}

import type { Clock } from "../../ground/index.ts";
import type { MarkerStore, StoredMarker } from "../pickup-api/marker-store.ts";
import { LieDraws } from "./lie-draws.ts";
import type { Lies } from "./lie-file.ts";
import { liesIn, type LieName } from "./lie-kinds.ts";
import type { LieLog } from "./lie-log.ts";
import type { Recollection } from "./recollection.ts";

/** How long after a write it is undone. */
const revertAfterMs = 500;

/** A store that loses, doubles and undoes some of the writes it acknowledges, and notes each incident. */
export class LyingStore implements MarkerStore {
  readonly #store: MarkerStore;
  readonly #draws: LieDraws;
  readonly #markerDraws: LieDraws;
  readonly #log: LieLog;
  readonly #recollection: Recollection;
  readonly #clock: Clock;

  constructor(store: MarkerStore, lies: Lies, log: LieLog, recollection: Recollection, clock: Clock) {
    this.#store = store;
    this.#draws = new LieDraws(lies, liesIn("table"));
    this.#markerDraws = new LieDraws(lies, liesIn("markers"));
    this.#log = log;
    this.#recollection = recollection;
    this.#clock = clock;
  }

  markersOf(profileKey: string): Promise<readonly StoredMarker[]> {
    return this.#store.markersOf(profileKey);
  }

  async markerOf(profileKey: string, parent: string): Promise<StoredMarker | null> {
    const honest = await this.#store.markerOf(profileKey, parent);
    const { kind } = this.#markerDraws.next();
    if (honest !== null || kind === null) return honest;
    const others = this.#recollection.othersEntry(userOf(profileKey), parent);
    if (others === undefined) return null;
    this.#log.note(kind, userOf(profileKey), others.id);
    const { position, runtime, created } = others;
    return { parent, asset: null, position, runtime, timeMs: Date.parse(created), ...shown };
  }

  async put(profileKey: string, marker: StoredMarker): Promise<boolean> {
    const { kind } = this.#draws.next();
    const before = await this.#store.markerOf(profileKey, marker.parent);
    const isNewest = before === null || before.timeMs <= marker.timeMs;
    if (kind === "loseWrite" && isNewest) return this.#told(kind, profileKey, marker);
    const isStored = await this.#store.put(profileKey, marker);
    if (!isStored) return false;
    this.#recollection.written(profileKey, { parent: marker.parent, before });
    if (kind === "writeTwice") await this.#writeTwice(profileKey, marker);
    if (kind === "revertPosition" && before !== null) this.#revertLater(profileKey, marker, before);
    return true;
  }

  close(): void {
    this.#store.close();
  }

  async #writeTwice(profileKey: string, marker: StoredMarker): Promise<void> {
    const id = marker.asset ?? marker.parent;
    await this.#store.put(profileKey, { ...marker, parent: `${marker.parent}:again`, asset: id });
    this.#told("writeTwice", profileKey, marker);
  }

  #revertLater(profileKey: string, marker: StoredMarker, before: StoredMarker): void {
    this.#clock.after(revertAfterMs, () => {
      void this.#revert(profileKey, marker, before).catch(() => undefined);
    });
  }

  /** The older row takes the place of the newer one, unless a still newer one has done so. */
  async #revert(profileKey: string, marker: StoredMarker, before: StoredMarker): Promise<void> {
    const now = await this.#store.markerOf(profileKey, marker.parent);
    if (now === null || now.timeMs !== marker.timeMs) return;
    await this.#store.put(profileKey, before, "always");
    this.#told("revertPosition", profileKey, marker);
  }

  #told(kind: LieName, profileKey: string, marker: StoredMarker): true {
    this.#log.note(kind, userOf(profileKey), marker.asset ?? marker.parent);
    return true;
  }
}

const shown = { ttlSeconds: null, done: false, showcw: true } as const;

function userOf(profileKey: string): string {
  return profileKey.slice(0, profileKey.lastIndexOf(":"));
}

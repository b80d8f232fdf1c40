import type { Clock } from "../../ground/index.ts";
import type { MarkerStore, StoredMarker } from "./marker-store.ts";
import type { WriteEvent, WriteLog } from "./write-log.ts";

/** A marker that a player reports. */
export interface MarkerWrite {
  readonly userId: string;
  readonly profileKey: string;
  /** Of the feature or episode. */
  readonly id: string;
  readonly marker: StoredMarker;
}

/** When writes become visible, and whether the service dies over one. */
export interface WritingSettings {
  /** 0: before they are acknowledged. */
  readonly visibleAfterMs: number;
  /** The process is killed when it has acknowledged its so manieth write and not stored it; null: never. */
  readonly crashAfterWrites: number | null;
}

export interface MarkerWriterParts extends WritingSettings {
  readonly store: MarkerStore;
  readonly clock: Clock;
  readonly writeLog: WriteLog;
  /** Is told of an acknowledged write that could not be stored. */
  readonly log: (line: string) => void;
  /** Ends the process at once, without any cleaning up. */
  readonly crash: () => void;
}

/** Stores the markers that players report: before it is acknowledged or, where so set, a while later. */
export class MarkerWriter {
  readonly #parts: MarkerWriterParts;
  /** Acknowledged and not stored. */
  readonly #waiting = new Map<MarkerWrite, () => Promise<void>>();
  #accepted = 0;

  constructor(parts: MarkerWriterParts) {
    this.#parts = parts;
  }

  /** Takes a write; call what it resolves to when the acknowledgement has gone out. Throws StoreUnavailable. */
  async accept(write: MarkerWrite): Promise<() => void> {
    const { visibleAfterMs, crashAfterWrites, crash } = this.#parts;
    const isFatal = ++this.#accepted === crashAfterWrites;
    const isStoredFirst = visibleAfterMs === 0 && !isFatal;
    if (isStoredFirst) await this.#store(write);
    return () => {
      this.#note("acknowledged", write);
      if (isFatal) crash();
      else if (!isStoredFirst) this.#storeLater(write);
    };
  }

  /** Stores what was acknowledged and still waits. */
  async close(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map((storeNow) => storeNow()));
  }

  #storeLater(write: MarkerWrite): void {
    const storeNow = async () => {
      timer.cancel();
      this.#waiting.delete(write);
      try {
        await this.#store(write);
      } catch (error) {
        this.#note("failed", write);
        this.#parts.log(`an acknowledged marker of ${write.userId} could not be stored: ${(error as Error).message}`);
      }
    };
    const timer = this.#parts.clock.after(this.#parts.visibleAfterMs, () => void storeNow());
    this.#waiting.set(write, storeNow);
  }

  async #store(write: MarkerWrite): Promise<void> {
    const isNewest = await this.#parts.store.put(write.profileKey, write.marker);
    this.#note(isNewest ? "stored" : "superseded", write);
  }

  #note(event: WriteEvent, { userId, id, marker }: MarkerWrite): void {
    const { parent, timeMs: creationTime, position, runtime } = marker;
    const time = new Date(this.#parts.clock.wallNow()).toISOString();
    this.#parts.writeLog.write({ time, event, userId, id, parent, creationTime, position, runtime });
  }
}

import { type ApiSettings } from "./api-settings.ts";
import type { Caller } from "./bearer.ts";
import { type HistoryEntry, historyOf } from "./history.ts";
import type { StoredMarker } from "./marker-store.ts";

/** A request for a user's history, and what an answer is made of. */
export interface HistoryQuestion {
  readonly caller: Caller;
  readonly profileKey: string;
  readonly markers: () => Promise<readonly StoredMarker[]>;
  readonly settings: ApiSettings;
  readonly nowMs: number;
}

/** A request for a user's markers of some titles. */
export interface MarkersQuestion {
  readonly caller: Caller;
  readonly ids: readonly string[];
  /** Null: the user has none of that title. */
  readonly find: (id: string) => Promise<PlayedMarker | null>;
}

/** What a player is told about one title. */
export interface PlayedMarker {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly creationTime: number;
  /** Seconds. */
  readonly position: number;
  /** Seconds. */
  readonly runtime: number;
}

/** An answer that is not a list in its usual form. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** By so much the stated content-length is longer than the body; the connection is then closed. */
  readonly surplusBytes: number;
}

/** Says what a user is told who asks. Throws StoreUnavailable. */
export interface Historian {
  history(question: HistoryQuestion): Promise<readonly HistoryEntry[] | RawAnswer>;
  /** In the order asked, without those that are not there. */
  markers(question: MarkersQuestion): Promise<readonly PlayedMarker[]>;
}

/** Tells the truth. */
export const honestHistorian: Historian = {
  async history({ markers, settings, nowMs }) {
    return historyOf(await markers(), settings, nowMs);
  },
  async markers({ ids, find }) {
    const found = await Promise.all(ids.map(find));
    return found.filter((marker) => marker !== null);
  },
};

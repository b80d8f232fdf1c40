import { type ApiSettings } from "./api-settings.ts";
import { type HistoryEntry, historyOf } from "./history.ts";
import type { StoredMarker } from "./marker-store.ts";

/** A request for a user's history, and what an answer is made of. */
export interface HistoryQuestion {
  readonly userId: string;
  readonly profileKey: string;
  readonly markers: () => Promise<readonly StoredMarker[]>;
  readonly settings: ApiSettings;
  readonly nowMs: number;
}

/** An answer that is not a list in its usual form. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** By so much the stated content-length is longer than the body; the connection is then closed. */
  readonly surplusBytes: number;
}

/** Says what a user is told who asks for the history. Throws StoreUnavailable. */
export interface Historian {
  tell(question: HistoryQuestion): Promise<readonly HistoryEntry[] | RawAnswer>;
}

/** Tells the truth. */
export const honestHistorian: Historian = {
  async tell({ markers, settings, nowMs }) {
    return historyOf(await markers(), settings, nowMs);
  },
};

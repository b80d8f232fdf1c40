import type { Clock } from "../../ground/index.ts";
import type { Authenticate, Caller } from "../pickup-api/bearer.ts";
import type { Historian } from "../pickup-api/historian.ts";
import type { MarkerStore } from "../pickup-api/marker-store.ts";
import { Incidents } from "./incidents.ts";
import type { Lies } from "./lie-file.ts";
import { openLieLog } from "./lie-log.ts";
import { lyingBearer } from "./lying-bearer.ts";
import { LyingHistorian } from "./lying-historian.ts";
import { LyingStore } from "./lying-store.ts";
import { Recollection } from "./recollection.ts";

/** What a service that lies is told, plain JSON. */
export interface LyingSettings {
  readonly lies: Lies;
  /** Absolute; every lie that was told is a JSON line in it. */
  readonly log: string;
}

/** What the API says and does, lied about. */
export interface LyingVoice {
  readonly store: MarkerStore;
  readonly authenticate: Authenticate;
  readonly historian: Historian;
  readonly close: () => void;
}

/** Puts lies in front of an honest store and honest authentication. Throws `PICKUP_LIES_LOG_UNUSABLE` (exit code 2). */
export function lyingVoice(
  honest: { readonly store: MarkerStore; readonly authenticate: Authenticate },
  { lies, log: path }: LyingSettings,
  clock: Clock,
): LyingVoice {
  const { log, close } = openLieLog(path, clock);
  const liedAbout = new WeakSet<Caller>();
  const parts = { lies, log, recollection: new Recollection(), incidents: new Incidents(), liedAbout, clock };
  return {
    store: new LyingStore(honest.store, parts),
    authenticate: lyingBearer(honest.authenticate, parts),
    historian: new LyingHistorian(parts),
    close,
  };
}

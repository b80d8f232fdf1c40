/** A profile's row for one title, as the service keeps it. */
export interface StoredMarker {
  readonly parent: string;
  /** The episode; null for a feature. */
  readonly asset: string | null;
  /** Seconds. */
  readonly position: number;
  /** Seconds. */
  readonly runtime: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Seconds since 1970; null: never expires. */
  readonly ttlSeconds: number | null;
  readonly done: boolean;
  readonly showcw: boolean;
}

/** Where the API finds and puts markers. Every method throws {@link StoreUnavailable}. */
export interface MarkerStore {
  /** All markers of a profile, in no particular order. */
  markersOf(profileKey: string): Promise<readonly StoredMarker[]>;
  /** A profile's marker under one `parent`; null when there is none. */
  markerOf(profileKey: string, parent: string): Promise<StoredMarker | null>;
  /** Puts a marker in the place of an older one, or one as old, or `always`; false when a newer one is there and stays. */
  put(profileKey: string, marker: StoredMarker, when?: "newest" | "always"): Promise<boolean>;
  close(): void;
}

/** The store cannot answer now; the API passes it on as status 503. */
export class StoreUnavailable extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

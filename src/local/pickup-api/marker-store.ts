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

/** Where the API finds markers. */
export interface MarkerStore {
  /** All markers of a profile, in no particular order. Throws {@link StoreUnavailable}. */
  markersOf(profileKey: string): Promise<readonly StoredMarker[]>;
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

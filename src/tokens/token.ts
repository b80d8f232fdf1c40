/** A bearer token and the wall-clock time (ms since 1970) at which it stops being accepted; null: not known. */
export interface Token {
  readonly value: string;
  readonly expiresAtMs: number | null;
}

/** Where a user's token comes from. `fetch` throws a KitError: exit code 4 (no token for this user) or 5 (unreachable). */
export interface TokenSource {
  fetch(userId: string): Promise<Token>;
  /** Ends idle connections and open files. */
  close?(): void;
}

import type { SigningSettings } from "./token-settings.ts";

/** What a signing thread is started with. */
export interface SigningThreadData {
  readonly settings: SigningSettings;
}

/** To a signing thread: users whose tokens it should sign. */
export interface SigningOrder {
  readonly userIds: readonly string[];
  /** Wall clock, milliseconds since 1970. */
  readonly nowMs: number;
}

/** From a signing thread: their lines of the tokens file. */
export interface SignedLines {
  readonly lines: string;
  readonly count: number;
}

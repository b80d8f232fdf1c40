import type { Remark, Scenario } from "./scenario.ts";

/** What the person decides about an import. */
export interface ImportChoices {
  /** In place of the address that the source names. */
  readonly host?: string | undefined;
  /** Of a recording: the origins to keep, the one under test first. */
  readonly origins: readonly string[];
  /** Of a recording: keep images, scripts and the like. */
  readonly keepsAssets: boolean;
}

/** What a reader made of a source. */
export interface Reading {
  readonly scenario: Scenario;
  /** Everything that could not be carried over, in the order of the source. */
  readonly remarks: readonly Remark[];
  /** What else the person should know, a line each. */
  readonly hints: readonly string[];
}

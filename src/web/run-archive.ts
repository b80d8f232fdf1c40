import type { Comparison, RunListEntry, RunView } from "../results/index.ts";

/** The run folders, as far as they can be read. Ids are those of folders that are there. */
export interface RunArchive {
  /** The latest first. */
  list(): Promise<readonly RunListEntry[]>;
  /** Null: there is no such run. */
  view(id: string): Promise<RunView | null>;
  compare(a: string, b: string): Promise<Comparison | null>;
}

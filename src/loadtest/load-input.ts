import type { Config } from "../dataset/index.ts";
import type { LoadPlan, Parts, TagSelection, UserPick } from "../engine/index.ts";
import type { HttpSettings } from "../http/index.ts";
import type { TokenSettings } from "../tokens/index.ts";
import type { DeclaredSettings } from "../verification/index.ts";
import type { RowIndex } from "./row-index.ts";

/** What every worker of a load test is told; structured-cloneable. Holds secrets in `tokens` and `http`: never log it. */
export interface LoadInput {
  readonly runId: string;
  /** The address of the test file, `file:…`. */
  readonly testFile: string;
  /** Without credentials. */
  readonly host: string;
  readonly userAgent: string;
  /** Decides the tasks and waits of every user. */
  readonly seed: string;
  /** Null for a test with a dataset of its own or none. */
  readonly config: Config | null;
  readonly settings: DeclaredSettings;
  readonly tokens: TokenSettings;
  readonly http: HttpSettings;
  readonly stopTimeoutMs: number;
  readonly pick: UserPick;
  /** The share of requests that carry a `traceparent`. */
  readonly traceSample: number;
  readonly tags: TagSelection;
  /** Names of the user types that play; null: all. */
  readonly userTypes: readonly string[] | null;
  /** Of a dataset that is a file of rows; null: none, or not read yet. */
  readonly rowIndex: RowIndex | null;
  /** The share of tasks that write, among all; see `writes` of a task. */
  readonly writes: number;
  /** Probes of the walls between users for each ordinary request, 0 to 1. */
  readonly isolation: number;
  /** How long an acknowledged write may take to be shown. */
  readonly visibleWithinMs: number;
  /** The file that holds the writes of this run and of those before, absolute; null: none does. */
  readonly ledger: string | null;
  /** Of a pass over the users that goes on: who was asked before, a bit for each; null: nobody. */
  readonly asked: Uint8Array | null;
  /** What the test's `setup` returned. */
  readonly shared: unknown;
}

/** One worker's share of a load test. */
export interface LoadShare {
  readonly plan: LoadPlan;
  readonly parts: Parts;
}

import { maskedAddress, type OptionTable, type Origin, type ResolvedOptions } from "../ground/index.ts";
import type { RunHead, TaskRatio } from "./run-view.ts";

/** `run.json`: everything one needs to tell what was run, and to run it again. */
export interface RunRecord {
  readonly schema: 1;
  readonly id: string;
  readonly startedAt: string;
  /** The kit's version. */
  readonly version: string;
  readonly seed: string | null;
  readonly options: OptionsRecord;
  /** The dataset's config as it was read; null without one. */
  readonly config: unknown;
  readonly machine: Machine;
}

/** `run.json` as it stands in the folder: the record, and what a reader needs to show the run again. */
export interface StoredRun extends RunRecord {
  readonly run: RunHead;
  /** As they were written. */
  readonly thresholds: readonly string[];
  readonly taskRatio: TaskRatio;
  /** What ended within so long after the start is not in the statistics. */
  readonly warmUpMs: number;
}

/** Each option's value and where it came from. */
export interface OptionsRecord {
  readonly [key: string]: { readonly value: unknown; readonly origin: Origin };
}

/** The machine of the coordinator. */
export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** The options of a run for `run.json`: an option without a value is null, a secret is never written. */
export function optionsRecordOf<Table extends OptionTable>(
  table: Table,
  resolved: ResolvedOptions<Table>,
): OptionsRecord {
  return Object.fromEntries(
    Object.entries(table).map(([key, { secret, type }]) => {
      const given = resolved.values[key] ?? null;
      const value = type.name === "url" && typeof given === "string" ? maskedAddress(given) : given;
      return [key, { value: secret && value !== null ? "(secret)" : value, origin: resolved.origins[key]! }];
    }),
  );
}

import type { PickupDataset } from "../../dataset/index.ts";
import type { NamedTarget, TableDescription } from "../../dynamodb/index.ts";
import { type Clock, exitCodes, KitError } from "../../ground/index.ts";
import type { WriteAction } from "../write/request-encoder.ts";
import type { PartFile } from "./checkpoint-part.ts";
import { type DeadLetter, type Hole, isDone, type RangeState, untouched } from "./range-state.ts";
import { itemsIn, type Shard, shardText, usersOfShard } from "./shard.ts";

/** What was done to one table with one config, and what is left: from this a command goes on. */
export interface Checkpoint {
  readonly schema: 2;
  readonly endpoint: string | null;
  readonly region: string;
  readonly table: string;
  /** Tells the table from a later one of the same name; milliseconds since 1970. */
  readonly tableCreatedAtMs: number;
  /** Of everything that decides the items, with the version of the rules that make them. */
  readonly configHash: string;
  /** `2/4`, or null for the whole dataset. */
  readonly shard: string | null;
  /** The `ttl` of every item, kept so that writing again writes the same bytes; seconds since 1970. */
  readonly ttlSeconds: number;
  /** What is being done: items put in, or deleted. */
  readonly action: WriteAction;
  readonly itemsTotal: number;
  /** Items acknowledged. */
  readonly itemsDone: number;
  /** Items given up, by user and record. */
  readonly dead: readonly DeadLetter[];
  /** What is left; nothing: done. While workers run, what was left when they began. */
  readonly ranges: readonly RangeState[];
  /** The rate at the end, write units a second; null: none was found yet. */
  readonly unitsPerSecond: number | null;
  /** While workers run: the share of each, and the name that their own files carry. */
  readonly session: { readonly id: string; readonly shares: readonly (readonly RangeState[])[] } | null;
  readonly updatedAt: string;
}

/** What is to be done, as far as a checkpoint must know it. */
export interface CheckpointedWork {
  readonly dataset: PickupDataset;
  readonly target: NamedTarget;
  readonly table: TableDescription;
  readonly action: WriteAction;
  readonly shard: Shard | null;
  /** Items expire so many days after today; null: by the config, else in two years. */
  readonly keepDays: number | null;
  /** Forget what was done. */
  readonly restart: boolean;
  /** Try the dead letters again. */
  readonly retryFailed: boolean;
  readonly clock: Clock;
}

/** The checkpoint at rest: what the workers of an ended session have left in their own files is worked in. */
export function settled(checkpoint: Checkpoint, parts: ReadonlyMap<number, PartFile>): Checkpoint {
  const { session } = checkpoint;
  if (session === null) return checkpoint;
  const own = new Map([...parts].filter(([, part]) => part.session === session.id));
  const known = [...own.values()];
  return {
    ...checkpoint,
    ranges: session.shares.flatMap((share, worker) => own.get(worker)?.ranges ?? share),
    itemsDone: checkpoint.itemsDone + known.reduce((sum, { written }) => sum + written, 0),
    dead: [...checkpoint.dead, ...known.flatMap(({ dead }) => dead)],
    unitsPerSecond: known.length === 0 ? null : known.reduce((sum, part) => sum + part.unitsPerSecond, 0),
    session: null,
  };
}

/** True when nothing is left to be sent; dead letters may be. */
export function isFinished({ ranges }: Checkpoint): boolean {
  return ranges.every(isDone);
}

/**
 * The earlier checkpoint when it is about this very work and is not finished; else a new one. Throws
 * `PICKUP_CHECKPOINT_CHANGED` (exit code 2) when an unfinished one is about another config or table.
 */
export function checkpointToGoOnFrom(work: CheckpointedWork, earlier: Checkpoint | undefined): Checkpoint {
  const { dataset, action, restart, retryFailed } = work;
  if (earlier === undefined || restart) return anew(work, undefined);
  const isSame = earlier.configHash === dataset.hash && earlier.tableCreatedAtMs === work.table.createdAtMs;
  if (earlier.action !== action) return anew(work, isSame ? earlier : undefined);
  const change = changeIn(work, earlier);
  const isUnfinished = !isFinished(earlier);
  if (isUnfinished && change !== null) throw changed(change, action);
  if (change === null && retryFailed && earlier.dead.length > 0) return withDeadLetters(earlier);
  return change === null && (isUnfinished || earlier.dead.length > 0)
    ? earlier
    : anew(work, isSame ? earlier : undefined);
}

function changeIn({ dataset, table }: CheckpointedWork, earlier: Checkpoint): string | null {
  if (earlier.tableCreatedAtMs !== table.createdAtMs) return "the table was made anew since then";
  if (earlier.configHash !== dataset.hash) return "config.json describes other items now";
  const { ttl } = dataset.config;
  return ttl !== undefined && ttl !== earlier.ttlSeconds ? "config.json has another ttl now" : null;
}

function changed(change: string, action: WriteAction): KitError {
  const what = action === "put" ? "seeding" : "clean-up";
  return new KitError("PICKUP_CHECKPOINT_CHANGED", `a ${what} of this table was not finished, and ${change}`, {
    hint: "Finish it with what it was begun with, or begin anew with --restart.",
    exitCode: exitCodes.usage,
  });
}

function withDeadLetters(checkpoint: Checkpoint): Checkpoint {
  const letters = checkpoint.dead.toSorted((one, other) => one.user - other.user || one.record - other.record);
  const holes = letters.map(({ user, record }): Hole => [user, record, record + 1]);
  return { ...checkpoint, dead: [], ranges: [{ start: 0, end: 0, low: 0, holes }, ...checkpoint.ranges] };
}

function anew(work: CheckpointedWork, earlier: Checkpoint | undefined): Checkpoint {
  const { dataset, target, table, action, shard, clock } = work;
  const users = usersOfShard(dataset.users, shard);
  return {
    schema: 2,
    endpoint: target.endpoint,
    region: target.region,
    table: target.table,
    tableCreatedAtMs: table.createdAtMs,
    configHash: dataset.hash,
    shard: shardText(shard),
    ttlSeconds: ttlOf(work, earlier),
    action,
    itemsTotal: itemsIn(dataset, users),
    itemsDone: 0,
    dead: [],
    ranges: [untouched(users)],
    unitsPerSecond: earlier?.unitsPerSecond ?? null,
    session: null,
    updatedAt: new Date(clock.wallNow()).toISOString(),
  };
}

/** Whole days, so that seeding again on the same day writes the same bytes. */
function ttlOf({ dataset, keepDays, clock }: CheckpointedWork, earlier: Checkpoint | undefined): number {
  const day = new Date(clock.wallNow());
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  if (keepDays !== null) return Date.UTC(year, month, date + keepDays) / 1000;
  return dataset.config.ttl ?? earlier?.ttlSeconds ?? Date.UTC(year + 2, month, date) / 1000;
}

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DynamodbTarget } from "../../dynamodb/index.ts";
import { KitError, systemCodeOf } from "../../ground/index.ts";
import { type PartFile, type PartPlace, readPart } from "./checkpoint-part.ts";
import { type Checkpoint, settled } from "./checkpoint.ts";
import { type Shard, shardText } from "./shard.ts";

/** Checkpoints of so many tables are kept. */
const mostCheckpoints = 20;
const checkpointName = /^seeding-[0-9a-f]{12}\.json$/;

/** The checkpoint of a table under `.pickup/`, with the files of the workers beside it. */
export class CheckpointFile {
  readonly path: string;

  constructor(folder: string, target: DynamodbTarget, shard: Shard | null) {
    const place = target.endpoint ?? target.region;
    const name = createHash("sha256")
      .update(JSON.stringify([place, target.table, shardText(shard)]))
      .digest("hex");
    this.path = join(folder, ".pickup", `seeding-${name.slice(0, 12)}.json`);
  }

  /**
   * The checkpoint at rest, whatever became of who wrote it; undefined when nothing was ever done. Throws
   * `PICKUP_CHECKPOINT_INVALID` or `…_UNUSABLE`.
   */
  read(): Checkpoint | undefined {
    const checkpoint = this.#json(this.path) as Checkpoint | undefined;
    if (checkpoint === undefined) return undefined;
    if (checkpoint?.schema !== 2) throw this.#invalid(undefined);
    return settled(checkpoint, this.#parts(checkpoint));
  }

  /** Replaces the file in one step, so that it is whole whenever the process dies. Throws `PICKUP_CHECKPOINT_UNUSABLE`. */
  write(checkpoint: Checkpoint): void {
    const draft = `${this.path}.draft`;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(draft, `${JSON.stringify(checkpoint)}\n`, { flush: true });
      renameSync(draft, this.path);
    } catch (error) {
      throw this.#unusable("written", systemCodeOf(error), error);
    }
    if (checkpoint.session === null) this.#removeParts();
  }

  /** Where a worker of a session keeps how far it is. */
  partOf(worker: number, session: string): PartPlace {
    return { path: this.path.replace(/\.json$/, `-worker-${worker}`), session };
  }

  remove(): void {
    rmSync(this.path, { force: true });
    this.#removeParts();
  }

  /** Removes the oldest checkpoints of other tables when there are many. */
  prune(): void {
    const folder = dirname(this.path);
    const others = readdirSync(folder).filter((name) => checkpointName.test(name) && name !== basename(this.path));
    const newestFirst = others
      .map((name) => ({ path: join(folder, name), changedMs: statSync(join(folder, name)).mtimeMs }))
      .toSorted((one, other) => other.changedMs - one.changedMs);
    for (const { path } of newestFirst.slice(mostCheckpoints - 1)) rmSync(path, { force: true });
  }

  #parts({ session }: Checkpoint): Map<number, PartFile> {
    const parts = new Map<number, PartFile>();
    for (const worker of session?.shares.keys() ?? []) {
      const part = readPart(this.partOf(worker, session!.id));
      if (part !== undefined) parts.set(worker, part);
    }
    return parts;
  }

  #removeParts(): void {
    const start = `${basename(this.path, ".json")}-worker-`;
    const folder = dirname(this.path);
    for (const name of readdirSync(folder)) if (name.startsWith(start)) rmSync(join(folder, name), { force: true });
  }

  #json(path: string): unknown {
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === "ENOENT") return undefined;
      throw code === undefined ? this.#invalid(error) : this.#unusable("read", code, error);
    }
  }

  #unusable(verb: "read" | "written", code: string | undefined, cause: unknown): KitError {
    return new KitError("PICKUP_CHECKPOINT_UNUSABLE", `${this.path} cannot be ${verb}: ${code}`, {
      hint: `Make ${dirname(this.path)} a folder with room that you may write to, and repeat the command: it goes on where it stopped.`,
      cause,
    });
  }

  #invalid(cause: unknown): KitError {
    return new KitError("PICKUP_CHECKPOINT_INVALID", `${this.path} is not a checkpoint of a seeding`, {
      hint: "Delete the file; the command then starts from the beginning, which is harmless.",
      cause,
    });
  }
}

import { type FileHandle, lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KitError, systemCodeOf } from "../ground/index.ts";

const meanings: { readonly [code: string]: string } = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder",
  EEXIST: "a file or folder of that name is in the way",
  ENOENT: "the folder does not exist",
};

/** Does file work and turns its failure into `PICKUP_RESULTS_UNWRITABLE` (exit 2), naming the path and a way out. */
export async function writing<Result>(path: string, remedy: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KitError) throw error;
    const code = systemCodeOf(error);
    const meaning = (code === undefined ? undefined : meanings[code]) ?? String(error);
    const full = code === "ENOSPC" || code === "EDQUOT";
    throw new KitError("PICKUP_RESULTS_UNWRITABLE", `cannot write ${path}: ${meaning}`, {
      hint: full ? `Free some space, or ${remedy}.` : `Choose a place you may write to: ${remedy}.`,
      cause: error,
    });
  }
}

/** Writes a file whole or not at all: beside its place, then renamed. What is no plain file is written to directly. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const existing = await lstat(path).catch((error: unknown) => {
    if (systemCodeOf(error) === "ENOENT") return null;
    throw error;
  });
  if (existing !== null && !existing.isFile()) return writeFile(path, text);
  const beside = `${path}.${process.pid}.part`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Makes the folder of a path, with its parents. */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
}

/** A file that text is appended to, in order and without waiting; a failure comes out of `close`. */
export class LineFile {
  readonly #handle: FileHandle;
  #written: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Makes the file anew and writes its first text, so that a full disk shows at once. */
  static async create(path: string, head: string): Promise<LineFile> {
    const handle = await open(path, "w");
    try {
      await handle.appendFile(head);
      return new LineFile(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  append(text: string): void {
    this.#written = this.#written.then(async () => {
      if (this.#failure !== undefined) return;
      try {
        await this.#handle.appendFile(text);
      } catch (error) {
        this.#failure = { error };
      }
    });
  }

  /** Resolves when all that was appended so far is in the file. */
  flushed(): Promise<void> {
    return this.#written;
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#handle.close();
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

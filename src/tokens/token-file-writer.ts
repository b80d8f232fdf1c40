import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { KitError, systemCodeOf } from "../ground/index.ts";
import { formatTokenLine, readTokenLines } from "./token-lines.ts";
import type { Token } from "./token.ts";

const ownerOnly = 0o600;
const flushBytes = 16 * 1024;

/** Writes a tokens file (mode 0600) line by line; what was flushed survives the death of the process. */
export class TokenFileWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  #waiting = "";
  #written: Promise<void> = Promise.resolve();
  /** A file that was not there before and got no line is taken away again. */
  #isWorthKeeping: boolean;

  private constructor(path: string, file: FileHandle, isThere: boolean) {
    this.#path = path;
    this.#file = file;
    this.#isWorthKeeping = isThere;
  }

  /**
   * Opens the file for more lines, after it was rewritten (all or nothing) without the lines that `isKept` turns down.
   * Throws `PICKUP_TOKENS_FILE_*` (exit code 2).
   */
  static async open(path: string, isKept: (userId: string, token: Token) => boolean): Promise<TokenFileWriter> {
    const temporary = `${path}.${process.pid}.tmp`;
    const isThere = await exists(path);
    const writer = new TokenFileWriter(path, await openFile(temporary, path), isThere);
    try {
      if (isThere) await writer.#copy(path, isKept);
      await rename(temporary, path);
      return writer;
    } catch (error) {
      await writer.#file.close();
      await rm(temporary, { force: true });
      throw error instanceof KitError ? error : notWritten(path, error);
    }
  }

  /** Takes one line; resolves at once, or when a full buffer was written. */
  add(userId: string, token: Token): Promise<void> {
    return this.addLines(formatTokenLine(userId, token));
  }

  /** Takes whole lines as {@link formatTokenLine} writes them; resolves as {@link add} does. */
  async addLines(lines: string): Promise<void> {
    this.#waiting += lines;
    if (this.#waiting.length >= flushBytes) await this.flush();
  }

  /** Hands everything taken so far to the operating system. */
  flush(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = "";
    this.#written = this.#written.then(() => this.#append(lines));
    return this.#written;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
      if (!this.#isWorthKeeping) await rm(this.#path, { force: true });
    }
  }

  async #copy(path: string, isKept: (userId: string, token: Token) => boolean): Promise<void> {
    for await (const { userId, token } of readTokenLines(path)) {
      if (isKept(userId, token)) await this.add(userId, token);
    }
    await this.flush();
  }

  async #append(lines: string): Promise<void> {
    try {
      if (lines === "") return;
      await this.#file.appendFile(lines);
      this.#isWorthKeeping = true;
    } catch (cause) {
      throw notWritten(this.#path, cause);
    }
  }
}

async function openFile(file: string, path: string): Promise<FileHandle> {
  try {
    return await open(file, "wx", ownerOnly);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/** Throws for what is no plain file: it would be replaced, be it a device. */
async function exists(path: string): Promise<boolean> {
  const stats = await stat(path).catch((cause: unknown) => {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw notWritten(path, cause);
  });
  if (stats !== null && !stats.isFile()) throw notWritten(path, "it is no plain file");
  return stats !== null;
}

function notWritten(path: string, cause: unknown): KitError {
  return new KitError(
    "PICKUP_TOKENS_FILE_UNWRITABLE",
    `the tokens file ${path} cannot be written: ${systemCodeOf(cause) ?? String(cause)}`,
    {
      hint: "Name a file in a folder that exists, may be written and has room: --out FILE.",
      cause,
    },
  );
}

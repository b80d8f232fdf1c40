import { type FileHandle, open } from "node:fs/promises";
import { type Clock, exitCodes, KitError } from "../ground/index.ts";
import { LineIndex } from "./line-index.ts";
import { tokenExpired } from "./token-errors.ts";
import { parseTokenLine, readTokenLines, type TokenLine } from "./token-lines.ts";
import type { FileSettings } from "./token-settings.ts";
import type { Token, TokenSource } from "./token.ts";

const readAheadBytes = 2048;

/** Checks every line of a tokens file and counts them; throws `PICKUP_TOKENS_FILE_*` (exit code 2). */
export async function indexTokenFile(path: string): Promise<LineIndex> {
  const index = new LineIndex();
  for await (const { userId, offset } of readTokenLines(path)) index.add(userId, offset);
  return index;
}

/** Finds each user's token in a file of `pickup tokens`; of several lines of one user the last one counts. */
export class FileSource implements TokenSource {
  readonly #path: string;
  readonly #clock: Clock;
  #opened: Promise<{ index: LineIndex; file: FileHandle }> | null = null;

  constructor({ path }: FileSettings, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  async fetch(userId: string): Promise<Token> {
    const { index, file } = await (this.#opened ??= this.#open());
    let found: TokenLine | undefined;
    for (const offset of index.offsetsOf(userId)) {
      const line = parseTokenLine(await lineAt(file, offset), offset);
      if (typeof line !== "string" && line.userId === userId && offset >= (found?.offset ?? 0)) found = line;
    }
    if (found === undefined) throw tokenMissing(this.#path);
    const { expiresAtMs } = found.token;
    const nowMs = this.#clock.wallNow();
    if (expiresAtMs !== null && expiresAtMs <= nowMs) throw tokenExpired(this.#path, nowMs - expiresAtMs);
    return found.token;
  }

  close(): void {
    void this.#opened?.then(({ file }) => file.close()).catch(() => undefined);
    this.#opened = null;
  }

  async #open(): Promise<{ index: LineIndex; file: FileHandle }> {
    const index = await indexTokenFile(this.#path);
    return { index, file: await open(this.#path, "r") };
  }
}

async function lineAt(file: FileHandle, offset: number): Promise<string> {
  for (let length = readAheadBytes; ; length *= 4) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    if (end !== -1 || bytesRead < length) return buffer.toString("utf8", 0, end === -1 ? bytesRead : end);
  }
}

function tokenMissing(path: string): KitError {
  return new KitError("PICKUP_TOKEN_MISSING", `${path} has no token of this user`, {
    hint: "Run `pickup tokens` with the same config: it adds what is missing.",
    exitCode: exitCodes.credentials,
  });
}

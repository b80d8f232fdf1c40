import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/** A machine may have said what is nobody else's business. */
const ownerOnly = 0o600;

/**
 * What a machine said in a run, kept on its own disk until the run is over, so that a killed one loses nothing it had
 * written. A record is its length (4 bytes, little endian) and its bytes; a half-written last one is left out.
 */
export class Journal {
  readonly #file: number;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, "a", ownerOnly);
  }

  append(bytes: Uint8Array): void {
    const record = Buffer.allocUnsafe(4 + bytes.length);
    record.writeUInt32LE(bytes.length);
    record.set(bytes, 4);
    appendFileSync(this.#file, record);
  }

  close(): void {
    closeSync(this.#file);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** The whole records of a journal, in order. */
export function recordsOf(path: string): Uint8Array[] {
  const bytes = readFileSync(path);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    records.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return records;
}

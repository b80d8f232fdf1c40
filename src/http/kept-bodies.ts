import { httpOptions } from "./options.ts";

/** Counts the bodies that the clients of a worker keep to recognise unchanged ones by, and bounds them in bytes. */
export class KeptBodies {
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number = httpOptions.keptBodies.default) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True when there was room for so many bytes more, which is now taken. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#mostBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

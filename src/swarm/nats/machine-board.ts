import { type Clock, type KitError, sleep } from "../../ground/index.ts";
import { deliver } from "./deliver.ts";
import type { Hub } from "./hub.ts";
import { readFromStart, type RunSpace } from "./run-space.ts";

const askAgainMs = 250;

export interface MachineBoardParts {
  readonly hub: Hub;
  readonly space: RunSpace;
  readonly incarnation: string;
  readonly clock: Clock;
  /** Told every line of the run, in order. */
  readonly heard: (line: string) => void;
  /** Told of what keeps lines from being stored for good. */
  readonly failed: (error: KitError) => void;
}

/** A machine's view of the lines that workers say to each other: they stand in the stream of the run. */
export class MachineBoard {
  readonly #parts: MachineBoardParts;
  readonly #over = new AbortController();
  readonly #unsafe = new Set<Promise<void>>();
  #reading: { close(): Promise<void | Error> } | undefined;
  #readUpTo = 0;
  #waiting: (() => void) | undefined;

  constructor(parts: MachineBoardParts) {
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    const { hub, space, heard } = this.#parts;
    this.#reading = await readFromStart(hub, space, space.names.lines, (bytes, _subject, sequence) => {
      heard(Buffer.from(bytes).toString());
      this.#readUpTo = sequence;
      this.#waiting?.();
    });
  }

  /** Stores a line, the n-th of a thread; resolves once it is safe. */
  say(thread: number, n: number, line: string): Promise<void> {
    const { hub, space, incarnation, clock, failed } = this.#parts;
    const letter = { subject: space.names.lines, bytes: Buffer.from(line), id: `${incarnation}.line.${thread}.${n}` };
    const stored = deliver(hub.streams, clock, letter, this.#over.signal).then(() => undefined, failed);
    this.#unsafe.add(stored);
    return stored.finally(() => this.#unsafe.delete(stored));
  }

  /** Resolves when all lines said so far are safe. */
  async flushed(): Promise<void> {
    await Promise.all(this.#unsafe);
  }

  /** Resolves when everything was heard that had been stored when this was called. */
  async caughtUp(): Promise<void> {
    const last = await this.#lastSequence();
    while (this.#readUpTo < last && !this.#over.signal.aborted) {
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
  }

  async close(): Promise<void> {
    this.#over.abort();
    this.#waiting?.();
    await this.#reading?.close();
  }

  async #lastSequence(): Promise<number> {
    const { hub, space, clock } = this.#parts;
    const { stream, lines } = space.names;
    while (!this.#over.signal.aborted) {
      const last = await hub.manager.streams.getMessage(stream, { last_by_subj: lines }).catch(() => undefined);
      if (last !== undefined) return last?.seq ?? 0;
      await sleep(clock, askAgainMs, this.#over.signal);
    }
    return 0;
  }
}

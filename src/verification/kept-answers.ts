import type { Difference } from "./difference.ts";
import type { History } from "./history.ts";
import type { ListFrame } from "./list-frame.ts";
import type { Row } from "./row.ts";

/** What is remembered of one user: the last body that was examined, what it was found to be, and the user's history. */
export interface KeptAnswer {
  readonly body: Uint8Array;
  /** Where the list is in the body; undefined: not looked for yet, null: it cannot be told. */
  frame: ListFrame | null | undefined;
  /** Where its entries are in the body; undefined: not looked for yet. */
  entries: readonly ListFrame[] | undefined;
  readonly difference: Difference | null;
  /** The moments for which the finding holds. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The edition of the user's writes for which it holds; 0: there are none. */
  readonly edition: number;
  readonly history: History;
  /** As seeded. */
  readonly seeded: readonly Row[];
  /** Set at every use, cleared when it saves the user from being forgotten. */
  used: boolean;
}

const bytesPerUser = 500;
const bytesPerRow = 200;

/**
 * The kept answers of the users asked last, bounded in bytes. Forgets by second chance (Corbató's clock): those that
 * were not used since their turn came up before.
 */
export class KeptAnswers {
  readonly #byUser = new Map<number, KeptAnswer>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(user: number): KeptAnswer | undefined {
    return this.#byUser.get(user);
  }

  keep(user: number, answer: KeptAnswer): void {
    this.forget(user);
    const bytes = bytesOf(answer);
    if (bytes > this.#mostBytes) return;
    this.#makeRoom(bytes);
    this.#byUser.set(user, answer);
    this.#bytes += bytes;
  }

  forget(user: number): void {
    const kept = this.#byUser.get(user);
    if (kept === undefined) return;
    this.#byUser.delete(user);
    this.#bytes -= bytesOf(kept);
  }

  #makeRoom(bytes: number): void {
    for (const [user, kept] of this.#byUser) {
      if (this.#bytes + bytes <= this.#mostBytes) return;
      this.#byUser.delete(user);
      if (kept.used) {
        kept.used = false;
        this.#byUser.set(user, kept);
      } else {
        this.#bytes -= bytesOf(kept);
      }
    }
  }
}

function bytesOf({ body, history, difference }: KeptAnswer): number {
  const ofDifference =
    difference === null
      ? 0
      : 2 * (difference.message.length + difference.got.length + difference.expected.length) +
        difference.facts.length * 100;
  return bytesPerUser + body.byteLength + (history.rows.length + history.finished.length) * bytesPerRow + ofDifference;
}

import type { ResponseHead } from "./response-head.ts";

const slots = 64;

/**
 * Heads that came lately, so that all users of a thread share the one object of equal bytes: a server says the same to
 * everybody within a second, and one copy stays in the cache of the processor where a thousand would not.
 */
export class HeadTable {
  readonly #heads: (ResponseHead | undefined)[] = Array.from({ length: slots }, () => undefined);

  /** The known head with the bytes of `source[from, to)`, if it stands where `draft` will stand. */
  find(draft: ResponseHead, source: Buffer, from: number, to: number): ResponseHead | undefined {
    const known = this.#heads[slotOf(draft, to - from)];
    if (known === undefined || known.bytes.length !== to - from) return undefined;
    return source.compare(known.bytes, 0, known.bytes.length, from, to) === 0 ? known : undefined;
  }

  keep(head: ResponseHead): void {
    this.#heads[slotOf(head, head.bytes.length)] = head;
  }
}

function slotOf({ contentLength, status }: ResponseHead, length: number): number {
  return (contentLength + 31 * length + 7 * status) & (slots - 1);
}

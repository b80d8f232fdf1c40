import type { Marker, PickupDataset } from "./dataset.ts";
import { profileKeyOf } from "./item.ts";

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** The digits of a time in milliseconds. In two halves: V8 writes numbers of up to 31 bits several times faster. */
function digitsOf(timeMs: number): string {
  const high = Math.floor(timeMs / 1_000_000);
  const low = timeMs - high * 1_000_000;
  return low < 100_000 ? String(timeMs) : `${high}${low}`;
}

/** A text as a JSON text in bytes: one latin1 character for each byte of its UTF-8. */
export function jsonBytesOf(text: string): string {
  return plainText.test(text) ? `"${text}"` : Buffer.from(JSON.stringify(text), "utf8").toString("latin1");
}

/** Texts in memory at most, of titles and of numbers. */
const mostTitles = 0x1_0000;
const mostNumbers = 10_000;

/** What stands around each item and key, as in `{"Item":…}`. */
export interface Frame {
  readonly before: string;
  readonly after: string;
}

/**
 * Items and keys as texts of DynamoDB's JSON, made without the objects between: the same bytes as
 * `JSON.stringify(itemOf(…))` in UTF-8, one latin1 character for each byte. `ttlSeconds` since 1970.
 *
 * Texts are put together from few and flat pieces, kept from one item to the next: V8 makes a chain of what is added
 * up, and whoever writes it out pays for each link.
 */
export class ItemTexts {
  readonly #dataset: PickupDataset;
  readonly #frame: Frame;
  readonly #tail: string;
  readonly #titles = new Map<string, string>();
  readonly #positions = new NumberTexts('"},"runtime":{"N":"');
  readonly #runtimes = new NumberTexts('"},"time":{"N":"');
  #user = -1;
  #head = "";

  constructor(dataset: PickupDataset, ttlSeconds: number, frame: Frame = { before: "", after: "" }) {
    this.#dataset = dataset;
    this.#frame = frame;
    this.#tail = flat(`"},"ttl":{"N":"${ttlSeconds}"},"done":{"BOOL":false},"showcw":{"BOOL":true}}${frame.after}`);
  }

  /** The whole item of a marker. */
  item(user: number, marker: Marker): string {
    const { position, runtime, timeMs } = marker;
    const numbers = this.#positions.of(position) + this.#runtimes.of(runtime) + digitsOf(timeMs);
    return this.#headOf(user) + this.#titleOf(marker) + numbers + this.#tail;
  }

  /** Only the attributes of the table's key. */
  key(user: number, { parent }: Marker): string {
    return `${this.#headOf(user)}${jsonBytesOf(parent)}}}${this.#frame.after}`;
  }

  /** From the parent to the position. */
  #titleOf({ parent, asset }: Marker): string {
    const known = this.#titles.get(asset ?? parent);
    if (known !== undefined) return known;
    const shown = asset === null ? '{"NULL":true}' : `{"S":${jsonBytesOf(asset)}}`;
    const text = flat(`${jsonBytesOf(parent)}},"asset":${shown},"position":{"N":"`);
    if (this.#titles.size === mostTitles) this.#titles.clear();
    this.#titles.set(asset ?? parent, text);
    return text;
  }

  #headOf(user: number): string {
    if (user !== this.#user) {
      this.#user = user;
      const profile = jsonBytesOf(profileKeyOf(this.#dataset, user));
      this.#head = flat(`${this.#frame.before}{"prof":{"S":${profile}},"parent":{"S":`);
    }
    return this.#head;
  }
}

/** Small whole numbers with what follows them. */
class NumberTexts {
  readonly #after: string;
  readonly #texts: (string | undefined)[] = Array.from({ length: mostNumbers });

  constructor(after: string) {
    this.#after = after;
  }

  of(value: number): string {
    if (value >= mostNumbers) return value + this.#after;
    return (this.#texts[value] ??= flat(value + this.#after));
  }
}

/** The same latin1 text in one piece. */
function flat(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}

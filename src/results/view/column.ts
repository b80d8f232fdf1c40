/** Entries whose text is kept once they are behind. */
const chunkLength = 64;

/** A column of a history: a number for each step, or nothing. What was never set has the value of its `fill`. */
export class Column {
  readonly #fill: number;
  /** What was there before is not known. */
  readonly #from: number;
  /** NaN stands for null. */
  #values = new Float64Array(64);
  #length = 0;
  /** The entries of whole chunks as JSON, from the first one on; a column is sent whole to every page that is opened. */
  readonly #texts: string[] = [];

  constructor(fill: number | null, from = 0) {
    this.#fill = fill ?? Number.NaN;
    this.#from = from;
  }

  set(index: number, value: number | null): void {
    const chunk = Math.floor(index / chunkLength);
    if (chunk < this.#texts.length) this.#texts.length = chunk;
    this.#writeUpTo(chunk);
    this.#reach(index + 1);
    this.#values[index] = value ?? Number.NaN;
  }

  get(index: number): number | null {
    const value = index < this.#from ? Number.NaN : index < this.#length ? this.#values[index]! : this.#fill;
    return Number.isNaN(value) ? null : value;
  }

  /** The first `length` entries. */
  toArray(length: number): (number | null)[] {
    return this.#entries(0, length);
  }

  /** The same as JSON. */
  toJson(length: number): string {
    const whole = Math.floor(length / chunkLength);
    this.#writeUpTo(whole);
    const last = length % chunkLength === 0 ? [] : [this.#textOf(whole * chunkLength, length)];
    return `[${[...this.#texts.slice(0, whole), ...last].join(",")}]`;
  }

  #writeUpTo(chunk: number): void {
    for (let at = this.#texts.length; at < chunk; at++) {
      this.#texts.push(this.#textOf(at * chunkLength, (at + 1) * chunkLength));
    }
  }

  #textOf(start: number, end: number): string {
    const isEmpty = start >= this.#length && start >= this.#from;
    if (isEmpty) return repeated(Number.isNaN(this.#fill) ? "null" : String(this.#fill), end - start);
    // Not by adding texts up: what is sent often must not be a rope.
    return JSON.stringify(this.#entries(start, end)).slice(1, -1);
  }

  #entries(start: number, end: number): (number | null)[] {
    const array: (number | null)[] = [];
    for (let index = start; index < end; index++) array.push(this.get(index));
    return array;
  }

  #reach(length: number): void {
    if (length <= this.#length) return;
    if (length > this.#values.length) {
      const larger = new Float64Array(Math.max(length, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.fill(this.#fill, this.#length, length);
    this.#length = length;
  }
}

function repeated(entry: string, times: number): string {
  return `${`${entry},`.repeat(times - 1)}${entry}`;
}

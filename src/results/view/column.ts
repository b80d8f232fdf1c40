/** A column of a history: a number for each step, or nothing. What was never set has the value of its `fill`. */
export class Column {
  readonly #fill: number;
  /** What was there before is not known. */
  readonly #from: number;
  /** NaN stands for null. */
  #values = new Float64Array(64);
  #length = 0;

  constructor(fill: number | null, from = 0) {
    this.#fill = fill ?? Number.NaN;
    this.#from = from;
  }

  set(index: number, value: number | null): void {
    this.#reach(index + 1);
    this.#values[index] = value ?? Number.NaN;
  }

  get(index: number): number | null {
    const value = index < this.#from ? Number.NaN : index < this.#length ? this.#values[index]! : this.#fill;
    return Number.isNaN(value) ? null : value;
  }

  /** The first `length` entries. */
  toArray(length: number): (number | null)[] {
    const array: (number | null)[] = [];
    for (let index = 0; index < length; index++) array.push(this.get(index));
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

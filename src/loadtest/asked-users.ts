/** Which users of a pass have been asked, a bit for each. */
export class AskedUsers {
  #bits: Uint8Array;

  constructor(bits: Uint8Array = new Uint8Array(1024)) {
    this.#bits = bits;
  }

  get bits(): Uint8Array {
    return this.#bits;
  }

  get count(): number {
    let count = 0;
    for (let bits of this.#bits) for (; bits !== 0; bits &= bits - 1) count++;
    return count;
  }

  add(users: readonly number[]): void {
    for (const user of users) {
      const place = Math.floor(user / 8);
      if (place >= this.#bits.length) this.#grow(place);
      this.#bits[place]! |= 1 << (user % 8);
    }
  }

  has(user: number): boolean {
    return ((this.#bits[Math.floor(user / 8)] ?? 0) & (1 << (user % 8))) !== 0;
  }

  #grow(place: number): void {
    const larger = new Uint8Array(Math.max(place + 1, this.#bits.length * 2));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}

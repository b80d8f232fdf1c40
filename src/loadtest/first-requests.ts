/** Remembers which users have made a request, in one bit each, also when another virtual user plays them later. */
export class FirstRequests {
  #bits = new Uint8Array(1024);

  /** True once for each user. */
  isFirst(user: number): boolean {
    const place = Math.floor(user / 8);
    const bit = 1 << (user % 8);
    if (place >= this.#bits.length) this.#grow(place);
    if ((this.#bits[place]! & bit) !== 0) return false;
    this.#bits[place]! |= bit;
    return true;
  }

  #grow(place: number): void {
    const larger = new Uint8Array(Math.max(place + 1, this.#bits.length * 2));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}

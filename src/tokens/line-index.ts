const firstSlots = 1024;

/**
 * Where each user's lines begin in a file: an open hash table with linear probing over 32-bit hashes, 12 bytes a slot,
 * so that a million users cost 25 MB. It keeps no ids; whoever reads a line checks whose it is.
 */
export class LineIndex {
  #hashes = new Uint32Array(firstSlots);
  /** The line's offset plus one; 0: the slot is free. */
  #places = new Float64Array(firstSlots);
  #size = 0;

  /** The number of lines. */
  get size(): number {
    return this.#size;
  }

  add(userId: string, offset: number): void {
    if (this.#size * 2 >= this.#places.length) this.#grow();
    this.#put(hashOf(userId), offset + 1);
    this.#size++;
  }

  /** The offsets of all lines that may be the user's. */
  *offsetsOf(userId: string): Generator<number, void, undefined> {
    const hash = hashOf(userId);
    const mask = this.#places.length - 1;
    for (let slot = hash & mask; this.#places[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] === hash) yield this.#places[slot]! - 1;
    }
  }

  #put(hash: number, place: number): void {
    const mask = this.#places.length - 1;
    let slot = hash & mask;
    while (this.#places[slot] !== 0) slot = (slot + 1) & mask;
    this.#hashes[slot] = hash;
    this.#places[slot] = place;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const places = this.#places;
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#places = new Float64Array(places.length * 2);
    for (const [slot, place] of places.entries()) if (place !== 0) this.#put(hashes[slot]!, place);
  }
}

/** FNV-1a over the UTF-16 units, with a final mix so that the low bits are good enough for a mask. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

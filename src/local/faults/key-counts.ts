const initialSlots = 1 << 12;
const mostCounted = 0xffff;

/**
 * How often each of many keys came, in 10 bytes a key: an open hash table of 64-bit hashes, so two keys in a billion
 * pairs of millions may be taken for one.
 */
export class KeyCounts {
  #lows = new Uint32Array(initialSlots);
  #highs = new Uint32Array(initialSlots);
  #counts = new Uint16Array(initialSlots);
  #keys = 0;

  /** Counts a key once more and tells how often it has come. */
  add(key: string): number {
    if (this.#keys * 2 > this.#counts.length) this.#grow();
    const slot = this.#slotOf(hashOf(key, 0x811c9dc5), hashOf(key, 0x2f0b4c47));
    if (this.#counts[slot] === 0) this.#keys++;
    if (this.#counts[slot]! < mostCounted) this.#counts[slot]!++;
    return this.#counts[slot]!;
  }

  /** Different keys. */
  get keys(): number {
    return this.#keys;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#keys = 0;
  }

  /** Where the key of a hash is, or goes; writes the hash there. */
  #slotOf(low: number, high: number): number {
    const mask = this.#counts.length - 1;
    let slot = (low ^ (high >>> 7)) & mask;
    while (this.#counts[slot] !== 0 && (this.#lows[slot] !== low || this.#highs[slot] !== high))
      slot = (slot + 1) & mask;
    this.#lows[slot] = low;
    this.#highs[slot] = high;
    return slot;
  }

  #grow(): void {
    const [lows, highs, counts] = [this.#lows, this.#highs, this.#counts];
    this.#lows = new Uint32Array(counts.length * 2);
    this.#highs = new Uint32Array(counts.length * 2);
    this.#counts = new Uint16Array(counts.length * 2);
    for (let old = 0; old < counts.length; old++) {
      if (counts[old]! > 0) this.#counts[this.#slotOf(lows[old]!, highs[old]!)] = counts[old]!;
    }
  }
}

/** FNV-1a over the UTF-16 units, finished by Murmur3's mixer. */
function hashOf(text: string, basis: number): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

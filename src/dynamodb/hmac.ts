import { hash } from "node:crypto";

const blockBytes = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key. Of two plain hashes, because `createHmac` makes a key object for every call,
 * which costs more than all the hashing.
 */
export class HmacKey {
  readonly #outer = Buffer.alloc(blockBytes + 32, 0x5c);
  readonly #inner: Buffer;

  constructor(key: Buffer) {
    const block = Buffer.alloc(blockBytes);
    (key.length > blockBytes ? hash("sha256", key, "buffer") : key).copy(block);
    this.#inner = Buffer.alloc(blockBytes, 0x36);
    for (let at = 0; at < blockBytes; at++) {
      this.#inner[at]! ^= block[at]!;
      this.#outer[at]! ^= block[at]!;
    }
  }

  /** Of a text in UTF-8. */
  digest(text: string): Buffer {
    const message = Buffer.concat([this.#inner, Buffer.from(text)]);
    hash("sha256", message, "buffer").copy(this.#outer, blockBytes);
    return hash("sha256", this.#outer, "buffer");
  }
}

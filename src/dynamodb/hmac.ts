import { hash } from "node:crypto";
import { ByteWriter } from "../ground/index.ts";

const blockBytes = 64;
const hashBytes = 32;

/**
 * HMAC-SHA-256 (RFC 2104) under one key. Of two plain hashes, because `createHmac` makes a key object for every call,
 * which costs more than all the hashing. They come as hexadecimal, which Node gives sooner than bytes.
 */
export class HmacKey {
  readonly #inner = new ByteWriter(1_024);
  readonly #outer = Buffer.alloc(blockBytes + hashBytes, 0x5c);

  constructor(key: Buffer) {
    const block = Buffer.alloc(blockBytes);
    (key.length > blockBytes ? hash("sha256", key, "buffer") : key).copy(block);
    this.#inner.bytes(block.map((byte) => byte ^ 0x36));
    for (let at = 0; at < blockBytes; at++) this.#outer[at]! ^= block[at]!;
  }

  /** Of a text in UTF-8, in hexadecimal. */
  digest(text: string): string {
    this.#inner.truncate(blockBytes);
    this.#inner.text(text);
    this.#outer.write(hash("sha256", this.#inner.written(), "hex"), blockBytes, "hex");
    return hash("sha256", this.#outer, "hex");
  }
}

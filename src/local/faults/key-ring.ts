import { createHmac } from "node:crypto";
import type { AccessKey } from "./fault-file.ts";

/** What the embedded stack's own clients sign with. */
const placeholder: AccessKey = { accessKeyId: "local", secretAccessKey: "local" };

interface KnownKey {
  readonly key: AccessKey;
  isExpired: boolean;
  readonly signingKeys: Map<string, Buffer>;
}

/** The access keys that a fault proxy knows, and those it gives away, which can expire. */
export class KeyRing {
  readonly #known = new Map<string, KnownKey>();
  #given: KnownKey[] = [];
  #givenBefore = 0;

  constructor(keys: readonly AccessKey[]) {
    for (const key of [placeholder, ...keys]) this.#keep(key);
  }

  /** A new key with a session token, told to be good for an hour. */
  give(): Required<AccessKey> {
    const number = ++this.#givenBefore;
    const key = {
      accessKeyId: `ASIAFAULTS${String(number).padStart(10, "0")}`,
      secretAccessKey: `faults/${number}/+secret`,
      sessionToken: `faults//session+${number}==`,
    };
    this.#given.push(this.#keep(key));
    return key;
  }

  /** Every key given away so far is expired from now on. */
  expireGiven(): void {
    for (const known of this.#given) known.isExpired = true;
    this.#given = [];
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#known.get(accessKeyId)?.key;
  }

  isExpired(accessKeyId: string): boolean {
    return this.#known.get(accessKeyId)?.isExpired ?? false;
  }

  /** The signing key of a known key for a credential scope. */
  signingKey(accessKeyId: string, scope: string): Buffer {
    const { key, signingKeys } = this.#known.get(accessKeyId)!;
    let signingKey = signingKeys.get(scope);
    if (signingKey === undefined) {
      signingKey = scope.split("/").reduce<Buffer>(hmac, Buffer.from(`AWS4${key.secretAccessKey}`));
      signingKeys.set(scope, signingKey);
    }
    return signingKey;
  }

  #keep(key: AccessKey): KnownKey {
    const known: KnownKey = { key, isExpired: false, signingKeys: new Map() };
    this.#known.set(key.accessKeyId, known);
    return known;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

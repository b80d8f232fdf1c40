import { createHmac, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import type { Clock } from "../ground/index.ts";
import { keyObjectOf } from "./signing-key.ts";
import type { SignatureAlgorithm, SigningSettings } from "./token-settings.ts";
import type { Token, TokenSource } from "./token.ts";

/** Signs off this thread, in Node's thread pool: all cores work, and virtual users on this thread are not held up. */
const signOffThread = promisify(sign);

const hashOf = { ES256: "sha256", RS256: "sha256", EdDSA: null, HS256: "sha256" } as const satisfies Record<
  SignatureAlgorithm,
  string | null
>;

/** Signs each user's token here: a JWT (RFC 7519) with `sub`, `iat`, `exp` and, where given, `iss` and `aud`. */
export class SigningSource implements TokenSource {
  readonly #settings: SigningSettings;
  readonly #clock: Clock;
  readonly #key: KeyObject;
  /** The header never changes, so it is encoded once, with the dot behind it. */
  readonly #head: string;

  constructor(settings: SigningSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#key = keyObjectOf(settings);
    const { algorithm, keyId } = settings;
    this.#head = `${base64url({ alg: algorithm, typ: "JWT", ...(keyId === null ? {} : { kid: keyId }) })}.`;
  }

  async fetch(userId: string): Promise<Token> {
    const { issuer, audience, lifetimeMs } = this.#settings;
    const issuedAt = Math.floor(this.#clock.wallNow() / 1000);
    const expiresAt = issuedAt + Math.ceil(lifetimeMs / 1000);
    const claims = { sub: userId, iss: issuer ?? undefined, aud: audience ?? undefined, iat: issuedAt, exp: expiresAt };
    const signed = this.#head + base64url(claims);
    const signature = await this.#sign(signed);
    return { value: `${signed}.${signature.toString("base64url")}`, expiresAtMs: expiresAt * 1000 };
  }

  #sign(text: string): Buffer | Promise<Buffer> {
    const { algorithm } = this.#settings;
    if (algorithm === "HS256") return createHmac("sha256", this.#key).update(text).digest();
    // JOSE wants r and s side by side (RFC 7518, 3.4); other key types ignore the setting.
    return signOffThread(hashOf[algorithm], Buffer.from(text), { key: this.#key, dsaEncoding: "ieee-p1363" });
  }
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Clock } from "../../ground/index.ts";
import type { SigningKey } from "./signing-key.ts";

/** `iss` of every token of the embedded service. */
export const tokenIssuer = "urn:pickup-load-test:local";

/** Signs the tokens of the embedded service: ES256, by jose. */
export class TokenIssuer {
  readonly lifetimeSeconds: number;
  readonly #key: SigningKey;
  readonly #clock: Clock;

  constructor(key: SigningKey, lifetimeSeconds: number, clock: Clock) {
    this.#key = key;
    this.lifetimeSeconds = lifetimeSeconds;
    this.#clock = clock;
  }

  issue(subject: string, claims: { readonly [name: string]: string } = {}): Promise<string> {
    const issuedAt = Math.floor(this.#clock.wallNow() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: this.#key.publicJwk.kid })
      .setIssuer(tokenIssuer)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.lifetimeSeconds)
      .setJti(randomUUID())
      .sign(this.#key.privateKey);
  }
}

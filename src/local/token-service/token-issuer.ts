import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Clock } from "../../ground/index.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** `iss` of every token of the embedded service. */
export const tokenIssuer = "urn:pickup-load-test:local";

/** Signs the tokens of the embedded service: ES256, by jose. */
export class TokenIssuer {
  readonly lifetimeSeconds: number;
  readonly #keys: SigningKeys;
  readonly #clock: Clock;

  constructor(keys: SigningKeys, lifetimeSeconds: number, clock: Clock) {
    this.#keys = keys;
    this.lifetimeSeconds = lifetimeSeconds;
    this.#clock = clock;
  }

  issue(subject: string, claims: { readonly [name: string]: string } = {}): Promise<string> {
    const { publicJwk, privateKey } = this.#keys.current;
    const issuedAt = Math.floor(this.#clock.wallNow() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: publicJwk.kid })
      .setIssuer(tokenIssuer)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.lifetimeSeconds)
      .setJti(randomUUID())
      .sign(privateKey);
  }
}

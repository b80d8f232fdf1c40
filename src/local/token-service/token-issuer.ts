import { randomUUID } from "node:crypto";
import type { Clock } from "../../ground/index.ts";
import { signText } from "../../tokens/index.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** `iss` of every token of the embedded service. */
export const tokenIssuer = "urn:pickup-load-test:local";

/** Signs the tokens of the embedded service: JWTs (RFC 7519) with ES256. */
export class TokenIssuer {
  readonly lifetimeSeconds: number;
  readonly #keys: SigningKeys;
  readonly #clock: Clock;

  constructor(keys: SigningKeys, lifetimeSeconds: number, clock: Clock) {
    this.#keys = keys;
    this.lifetimeSeconds = lifetimeSeconds;
    this.#clock = clock;
  }

  issue(subject: string, claims: { readonly [name: string]: string } = {}): string {
    const { publicJwk, privateKey } = this.#keys.current;
    const issuedAt = Math.floor(this.#clock.wallNow() / 1000);
    const times = { iat: issuedAt, exp: issuedAt + this.lifetimeSeconds };
    const head = encoded({ alg: "ES256", typ: "JWT", kid: publicJwk.kid });
    const text = `${head}.${encoded({ ...claims, iss: tokenIssuer, sub: subject, ...times, jti: randomUUID() })}`;
    return `${text}.${signText("ES256", privateKey, text).toString("base64url")}`;
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

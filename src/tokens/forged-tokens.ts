import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Clock } from "../ground/index.ts";
import { signText } from "./sign-text.ts";
import { SigningSource } from "./signing-source.ts";
import type { SigningSettings, TokenSettings } from "./token-settings.ts";

/** So long ago a forged token expired: more than any clock may be wrong. */
const expiredMs = 3_600_000;

/** Makes tokens that no API may accept. Each is null where such a token cannot be made. */
export class ForgedTokens {
  readonly #expired: SigningSource | null;
  readonly #key: KeyObject;

  constructor(settings: TokenSettings, clock: Clock) {
    this.#expired = settings.kind === "sign" ? expiredSource(settings, clock) : null;
    this.#key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  }

  /** The user's own token of an hour ago, rightly signed. Needs the signing key. */
  async expired(userId: string): Promise<string | null> {
    return this.#expired === null ? null : (await this.#expired.fetch(userId)).value;
  }

  /** A JWT with the claims of `token`, signed by a key that nobody trusts. */
  ofForeignKey(token: string): string | null {
    const parts = partsOf(token);
    if (parts === null) return null;
    const signed = `${encoded({ ...parts.head, alg: "ES256" })}.${parts.claims}`;
    return `${signed}.${signText("ES256", this.#key, signed).toString("base64url")}`;
  }

  /** A JWT with the claims of `token` and no signature (RFC 7515, appendix A.5). */
  unsigned(token: string): string | null {
    const parts = partsOf(token);
    return parts === null ? null : `${encoded({ ...parts.head, alg: "none" })}.${parts.claims}.`;
  }
}

function expiredSource(settings: SigningSettings & { readonly kind: "sign" }, clock: Clock): SigningSource {
  const wallNow = () => clock.wallNow() - settings.lifetimeMs - expiredMs;
  return new SigningSource(settings, { now: () => clock.now(), after: (ms, fire) => clock.after(ms, fire), wallNow });
}

/** Null for a token that is no signed JWT. */
function partsOf(token: string): { readonly head: object; readonly claims: string } | null {
  const [head, claims, signature, more] = token.split(".");
  if (head === undefined || claims === undefined || signature === undefined || more !== undefined) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(head, "base64url").toString());
    return typeof read === "object" && read !== null ? { head: read, claims } : null;
  } catch {
    return null;
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

import type { SigningSettings } from "./token-settings.ts";

/** A token that lacks its signature. */
export interface TokenDraft {
  /** Header and claims with the dot between them: what is signed. */
  readonly text: string;
  readonly expiresAtMs: number;
}

/** Writes each user's JWT (RFC 7519) up to its signature: `sub`, `iat`, `exp` and, where given, `iss` and `aud`. */
export class TokenDrafter {
  readonly #settings: SigningSettings;
  /** The header never changes, so it is encoded once, with the dot behind it. */
  readonly #head: string;

  constructor(settings: SigningSettings) {
    this.#settings = settings;
    const { algorithm, keyId } = settings;
    this.#head = `${base64url({ alg: algorithm, typ: "JWT", ...(keyId === null ? {} : { kid: keyId }) })}.`;
  }

  draft(userId: string, nowMs: number): TokenDraft {
    const { issuer, audience, lifetimeMs } = this.#settings;
    const issuedAt = Math.floor(nowMs / 1000);
    const expiresAt = issuedAt + Math.ceil(lifetimeMs / 1000);
    const claims = { sub: userId, iss: issuer ?? undefined, aud: audience ?? undefined, iat: issuedAt, exp: expiresAt };
    return { text: this.#head + base64url(claims), expiresAtMs: expiresAt * 1000 };
  }
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

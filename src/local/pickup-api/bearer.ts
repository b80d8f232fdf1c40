import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { Clock } from "../../ground/index.ts";

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 401 | 503;
  readonly code: string;
  readonly message: string;
}

/** Who asks: the subject of a token that was accepted. */
export interface Caller {
  readonly sub: string;
}

/** Finds out who asks, by the `authorization` header. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | Refusal>;

/** How soon after the keys were fetched an unknown key id makes them be fetched again. */
const cooldownDuration = 100;

/** For how long a token that was verified is taken without another look at its signature, and of how many. */
const trustedMs = 10_000;
const mostTrusted = 100_000;

/** Verifies JWTs (ES256) with the keys that the token service publishes at `jwksUrl`. */
export function bearerOf(jwksUrl: string, clock: Clock): Authenticate {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration });
  const trusted = new Map<string, { readonly sub: string; readonly untilMs: number }>();
  return async (authorization) => {
    const token = bearerIn(authorization);
    if (token === undefined) return refused("TOKEN_MISSING", "the request carries no bearer token");
    const nowMs = clock.wallNow();
    const known = trusted.get(token);
    if (known !== undefined && nowMs < known.untilMs) return known;
    try {
      const currentDate = new Date(nowMs);
      const { payload } = await jwtVerify(token, keys, { algorithms: ["ES256"], currentDate });
      const { sub, exp = Infinity } = payload;
      if (typeof sub !== "string" || sub === "") return refused("TOKEN_INVALID", "the token has no sub");
      if (trusted.size >= mostTrusted) trusted.clear();
      trusted.set(token, { sub, untilMs: Math.min(nowMs + trustedMs, exp * 1000) });
      return { sub };
    } catch (error) {
      return refusalOf(error);
    }
  };
}

/** The token of an `authorization` header. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer +([^ ]+) *$/i.exec(authorization ?? "")?.[1];
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return refused("TOKEN_EXPIRED", "the token has expired");
  if (error instanceof errors.JOSEError && !isOfKeys(error)) return refused("TOKEN_INVALID", error.message);
  return { status: 503, code: "KEYS_UNAVAILABLE", message: "the keys of the token service cannot be had" };
}

/** True when the token service is to blame: no answer, or one that is no key set. */
function isOfKeys(error: errors.JOSEError): boolean {
  return [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code].includes(error.code);
}

function refused(code: string, message: string): Refusal {
  return { status: 401, code, message };
}

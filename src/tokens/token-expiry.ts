/** Seconds of `iat` and `exp` of a JWT, unverified; undefined for a token that is none or does not say. */
export interface JwtTimes {
  readonly issuedAt: number | undefined;
  readonly expiresAt: number;
}

/** The times of a signed JWT (RFC 7519). An encrypted or opaque token has none that can be read. */
export function jwtTimesOf(token: string): JwtTimes | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const { iat, exp } = JSON.parse(Buffer.from(parts[1]!, "base64url").toString("utf8")) as Record<string, unknown>;
    if (typeof exp !== "number") return undefined;
    return { issuedAt: typeof iat === "number" ? iat : undefined, expiresAt: exp };
  } catch {
    // Three parts with dots, yet no JWT: an opaque token.
    return undefined;
  }
}

/** Above this many seconds an `expires_in` without a JWT beside it can only be milliseconds. */
const longestLifeSeconds = 366 * 24 * 3600;

/**
 * When a token ends (ms since 1970; null: not known), from the answer's `expires_in` and the JWT's own `exp`.
 * `expires_in` should be seconds (RFC 6749, 5.1) but some services send milliseconds: the unit is the one that is
 * nearer to the JWT's life. When both speak, the earlier end counts, unless `exp` has passed while `expires_in` says
 * the token lives: then this machine's clock is ahead.
 */
export function expiryOf(token: string, expiresIn: unknown, nowMs: number): number | null {
  const jwt = jwtTimesOf(token);
  const given = secondsOf(expiresIn);
  if (jwt === undefined) return given === undefined ? null : nowMs + given * (given > longestLifeSeconds ? 1 : 1000);
  const jwtEndMs = jwt.expiresAt * 1000;
  if (given === undefined) return jwtEndMs;
  const jwtLifeMs = jwtEndMs - (jwt.issuedAt === undefined ? nowMs : jwt.issuedAt * 1000);
  const endMs = nowMs + given * nearerUnit(given, jwtLifeMs);
  return jwtEndMs > nowMs ? Math.min(endMs, jwtEndMs) : endMs;
}

/** 1000 (the number means seconds) or 1 (milliseconds), by the ratio to the life of the JWT. */
function nearerUnit(given: number, jwtLifeMs: number): 1 | 1000 {
  if (given <= 0 || jwtLifeMs <= 0) return 1000;
  const ratio = (given * 1000) / jwtLifeMs;
  return ratio > Math.sqrt(1000) ? 1 : 1000;
}

function secondsOf(expiresIn: unknown): number | undefined {
  const isNumber = typeof expiresIn === "number" || (typeof expiresIn === "string" && /^\d+(\.\d+)?$/.test(expiresIn));
  return isNumber && Number.isFinite(Number(expiresIn)) ? Number(expiresIn) : undefined;
}

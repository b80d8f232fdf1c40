import { decodeJwt, decodeProtectedHeader } from "jose";
import type { Clock } from "../../ground/index.ts";
import { type Authenticate, bearerIn, type Caller } from "../pickup-api/bearer.ts";
import { LieDraws } from "./lie-draws.ts";
import type { Lies } from "./lie-file.ts";
import { liesIn, type LieName } from "./lie-kinds.ts";
import type { LieLog } from "./lie-log.ts";

/** What is wrong with a token that the honest service refuses, as the lie by which it is taken. */
type TokenLie = { kind: LieName; sub: string } | null;

export interface LyingBearerParts {
  readonly lies: Lies;
  readonly log: LieLog;
  /** Is told whose tokens were taken that should have been refused. */
  readonly liedAbout: WeakSet<Caller>;
  readonly clock: Clock;
}

/** Takes some of the tokens that the honest service refuses, each kind by its own lot, and notes each. */
export function lyingBearer(honest: Authenticate, { lies, log, liedAbout, clock }: LyingBearerParts): Authenticate {
  const draws = new Map(liesIn("token").map((kind) => [kind, new LieDraws(lies, [kind])]));
  let last: string | null = null;
  return async (authorization) => {
    const caller = await honest(authorization);
    if ("sub" in caller) {
      last = caller.sub;
      return caller;
    }
    if (caller.status !== 401) return caller;
    const lie = lieFor(bearerIn(authorization), last, clock.wallNow());
    if (lie === null || draws.get(lie.kind)!.next().kind === null) return caller;
    log.told(lie.kind, lie.sub);
    const taken = { sub: lie.sub };
    liedAbout.add(taken);
    return taken;
  };
}

function lieFor(token: string | undefined, last: string | null, nowMs: number): TokenLie {
  if (token === undefined) return last === null ? null : { kind: "acceptMissing", sub: last };
  try {
    const { sub, exp = Infinity } = decodeJwt(token);
    if (typeof sub !== "string" || sub === "") return null;
    if (decodeProtectedHeader(token).alg === "none") return { kind: "acceptUnsigned", sub };
    return { kind: exp * 1000 <= nowMs ? "acceptExpired" : "acceptForeignKey", sub };
  } catch {
    return null; // no token at all: nobody could be meant
  }
}

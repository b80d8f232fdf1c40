import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate, Caller } from "./bearer.ts";
import { refuse } from "./refuse.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token it carries, once that was accepted. */
    caller: Caller | null;
    /** To be called when the answer to a write has gone out. */
    acknowledged: (() => void) | null;
  }
}

/** A hook that lets only requests with a good token through, and notes whose it is. */
export function requireUser({ authenticate }: { readonly authenticate: Authenticate }) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const caller = await authenticate(request.headers.authorization);
    if (!("sub" in caller)) return refuse(reply, caller.status, caller.code, caller.message);
    request.caller = caller;
    return undefined;
  };
}

/** Who asks, behind {@link requireUser}. */
export function callerOf(request: FastifyRequest): Caller {
  return request.caller!;
}

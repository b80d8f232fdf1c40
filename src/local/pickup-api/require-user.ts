import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authenticate } from "./bearer.ts";
import { refuse } from "./refuse.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The verified subject of the token. */
    sub: string | null;
    /** To be called when the answer to a write has gone out. */
    acknowledged: (() => void) | null;
  }
}

/** A hook that lets only requests with a good token through, and notes whose it is. */
export function requireUser({ authenticate }: { readonly authenticate: Authenticate }) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const caller = await authenticate(request.headers.authorization);
    if (!("sub" in caller)) return refuse(reply, caller.status, caller.code, caller.message);
    request.sub = caller.sub;
    return undefined;
  };
}

/** Who asks, behind {@link requireUser}. */
export function userOf(request: FastifyRequest): string {
  return request.sub!;
}

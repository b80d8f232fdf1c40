import type { FastifyReply } from "fastify";
import { errorRecordOf, KitError } from "../ground/index.ts";
import type { ProblemReport } from "../results/index.ts";
import type { ErrorBody, FieldProblem } from "./protocol.ts";

/** Answers with what was wrong. */
export function refuse(
  reply: FastifyReply,
  status: number,
  error: ProblemReport,
  problems: readonly FieldProblem[] = [],
): FastifyReply {
  const body: ErrorBody = { version: 1, error, problems };
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}

/** Errors that say no more than that this is not the time. */
const notNow = new Set(["PICKUP_RUN_UNDER_WAY", "PICKUP_RUN_OVER"]);

/** Answers with a thrown KitError: 409 where the run is not in the right state, else 422; anything else is thrown on. */
export function refuseThrown(reply: FastifyReply, thrown: unknown): FastifyReply {
  if (!(thrown instanceof KitError)) throw thrown;
  const { code, message, hint } = errorRecordOf(thrown);
  const problems = thrown.problems.map(({ option, message: problem }) => ({ field: option, message: problem }));
  const all = problems.length > 0 ? problems : [{ field: null, message }];
  return refuse(reply, notNow.has(code) ? 409 : 422, { code, message, hint: hint ?? null }, all);
}

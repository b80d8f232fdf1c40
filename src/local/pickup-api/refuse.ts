import type { FastifyReply } from "fastify";

/** Answers with an error in the form that all errors of the API have. */
export function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  if (status === 401) reply.header("www-authenticate", "Bearer");
  return reply.code(status).send({ code, message });
}

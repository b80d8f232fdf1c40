import type { FastifyInstance } from "fastify";

/** Lets routes take what an HTML form sends; the body is a URLSearchParams. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done: (error: Error | null, body?: URLSearchParams) => void) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
}

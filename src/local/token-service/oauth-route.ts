import type { FastifyInstance, FastifyReply } from "fastify";
import { type ClientCredentials, clientOf, isAccepted } from "./oauth-client-check.ts";
import type { TokenIssuer } from "./token-issuer.ts";

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const userIdSubject = "urn:pickup-load-test:user-id";
const accessToken = "urn:ietf:params:oauth:token-type:access_token";

/**
 * `POST /oauth/token`: `client_credentials` (RFC 6749, 4.4; the token's subject is the client) and token exchange (RFC
 * 8693; the subject token is a user's id, and becomes the token's subject). Errors as in RFC 6749, 5.2.
 */
export function serveOauth(app: FastifyInstance, issuer: TokenIssuer, known: ClientCredentials | null): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) =>
    done(null, new URLSearchParams(body as string)),
  );
  app.post("/oauth/token", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const form = request.body;
    if (!(form instanceof URLSearchParams)) return refuse(reply, "invalid_request", "the body must be a form");
    const client = clientOf(request.headers.authorization, form);
    if (client === "both") return refuse(reply, "invalid_request", "the client authenticates twice");
    if (client === "none" || !isAccepted(client, known)) return refuseClient(reply);
    const subject = subjectOf(form, client);
    if ("error" in subject) return refuse(reply, subject.error, subject.description);
    return {
      access_token: issuer.issue(subject.id, { client_id: client.id }),
      token_type: "Bearer",
      expires_in: issuer.lifetimeSeconds,
      ...(subject.isExchanged ? { issued_token_type: accessToken } : {}),
    };
  });
}

type Subject = { id: string; isExchanged: boolean } | { error: string; description: string };

function subjectOf(form: URLSearchParams, client: ClientCredentials): Subject {
  const grant = form.get("grant_type");
  if (grant === null) return { error: "invalid_request", description: "grant_type is missing" };
  if (grant === "client_credentials") return { id: client.id, isExchanged: false };
  if (grant !== tokenExchange) return { error: "unsupported_grant_type", description: "the grant is not supported" };
  const id = form.get("subject_token") ?? "";
  if (id === "") return { error: "invalid_request", description: "subject_token is missing" };
  if (form.get("subject_token_type") !== userIdSubject) {
    return { error: "invalid_request", description: `subject_token_type must be ${userIdSubject}` };
  }
  return { id, isExchanged: true };
}

function refuse(reply: FastifyReply, error: string, description: string): FastifyReply {
  return reply.code(400).send({ error, error_description: description });
}

function refuseClient(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .header("www-authenticate", 'Basic realm="tokens"')
    .send({ error: "invalid_client", error_description: "the client is not known or shows no secret" });
}

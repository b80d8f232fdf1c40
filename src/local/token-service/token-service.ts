import fastify, { type FastifyError } from "fastify";
import { type Clock, systemClock } from "../../ground/index.ts";
import { loopback, portUnusable } from "../listen-address.ts";
import type { RunningService } from "../running-service.ts";
import type { ClientCredentials } from "./oauth-client-check.ts";
import { serveOauth } from "./oauth-route.ts";
import { servePayloads } from "./payload-route.ts";
import { SigningKeys } from "./signing-keys.ts";
import { TokenIssuer } from "./token-issuer.ts";

export interface TokenServiceOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly lifetimeSeconds?: number;
  /** Where the signing key lives, so that a service that comes back keeps it; left out: a new key each start. */
  readonly keyFile?: string;
  /** How often a new key takes over the signing; null or left out: never. Old ones stay published while tokens need them. */
  readonly rotateKeyMs?: number | null;
  /** The one OAuth client; left out: any that shows an id and a secret. */
  readonly client?: ClientCredentials;
  readonly clock?: Clock;
}

/**
 * Starts the embedded token service: published keys at `/.well-known/jwks.json`, OAuth 2 at `/oauth/token`, payloads by
 * POST to any other path. Its tokens are ES256 JWTs with the user as `sub` and the payload's `productCode`. Throws `PICKUP_PORT_UNUSABLE` or `PICKUP_TOKEN_KEY_UNUSABLE` (exit code 2).
 */
export async function startTokenService(options: TokenServiceOptions): Promise<RunningService> {
  const { port, lifetimeSeconds = 3600, keyFile = null, client = null, clock = systemClock } = options;
  const { rotateKeyMs = null } = options;
  const rotation = rotateKeyMs === null ? null : { everyMs: rotateKeyMs, keepMs: lifetimeSeconds * 1000, clock };
  const keys = await SigningKeys.open(keyFile, rotation);
  const issuer = new TokenIssuer(keys, lifetimeSeconds, clock);
  const app = fastify({ forceCloseConnections: true });
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    const code = status < 500 ? "INVALID_PAYLOAD" : "INTERNAL";
    return reply.code(status).send({ code, message: status < 500 ? error.message : "the token service failed" });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: "NOT_FOUND", message: "tokens are asked for by POST" }),
  );
  app.get("/.well-known/jwks.json", () => ({ keys: keys.published }));
  serveOauth(app, issuer, client);
  servePayloads(app, issuer);
  const url = await app.listen({ port, host: loopback }).catch((cause: unknown) => {
    throw portUnusable("token service", port, cause);
  });
  const close = () => {
    keys.close();
    return app.close();
  };
  return { url, close };
}

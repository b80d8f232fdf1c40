import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Clock } from "../../ground/index.ts";
import type { AccessLog } from "./access-log.ts";
import type { ApiSettings } from "./api-settings.ts";
import type { Authenticate } from "./bearer.ts";
import type { Historian, RawAnswer } from "./historian.ts";
import type { Catalogue } from "./live-catalogue.ts";
import { serveMarkers } from "./marker-routes.ts";
import { type MarkerStore, StoreUnavailable } from "./marker-store.ts";
import type { MarkerWriter } from "./marker-writer.ts";
import { errorSchema, healthSchema, historySchema, openapiDocument } from "./openapi.ts";
import { refuse } from "./refuse.ts";
import { callerOf, requireUser } from "./require-user.ts";

export interface ApiParts {
  readonly store: MarkerStore;
  readonly writer: MarkerWriter;
  readonly catalogue: Catalogue;
  readonly historian: Historian;
  readonly authenticate: Authenticate;
  /** Read anew for every request. */
  readonly settings: () => ApiSettings;
  /** A user's profile is `<sub>:<productCode>`. */
  readonly productCode: string;
  readonly clock: Clock;
  /** Is told of every answer. */
  readonly accessLog?: AccessLog | undefined;
  /** Is told of what should not happen. */
  readonly log: (line: string) => void;
}

/** As long as Node lets a head be; fastify's own limit is that of one short id. */
const maxParamLength = 16_384;

/** The reference pickup-api, which answers without a socket too (`inject`). */
export function pickupApi(parts: ApiParts): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength },
    ajv: { customOptions: { coerceTypes: false } },
  });
  app.decorateRequest("caller", null);
  app.decorateRequest("acknowledged", null);
  answerErrors(app, parts);
  logAccesses(app, parts);
  serveHistory(app, parts);
  serveMarkers(app, parts);
  app.get("/health", { schema: { response: { 200: healthSchema } } }, () => ({ status: "ok" }));
  app.get("/openapi.json", () => openapiDocument);
  return app;
}

function serveHistory(app: FastifyInstance, parts: ApiParts): void {
  const { store, historian, productCode, clock } = parts;
  const schema = { response: { 200: historySchema, "4xx": errorSchema, "5xx": errorSchema } };
  app.route({
    method: "GET",
    url: "/continuewatchinghistory",
    schema,
    onRequest: requireUser(parts),
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const profileKey = `${caller.sub}:${productCode}`;
      const markers = () => store.markersOf(profileKey);
      const settings = parts.settings();
      const told = await historian.history({ caller, profileKey, markers, settings, nowMs: clock.wallNow() });
      return "body" in told ? sendRaw(reply, told) : { continueWatching: told };
    },
  });
}

function sendRaw(reply: FastifyReply, { status, contentType, body, surplusBytes }: RawAnswer): FastifyReply {
  if (surplusBytes === 0) return reply.code(status).type(contentType).send(body);
  const length = Buffer.byteLength(body) + surplusBytes;
  reply.hijack();
  reply.raw.writeHead(status, { "content-type": contentType, "content-length": length });
  reply.raw.write(body, () => reply.raw.destroy());
  return reply;
}

function answerErrors(app: FastifyInstance, { log }: ApiParts): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof StoreUnavailable) return refuse(reply, 503, error.code, error.message);
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return refuse(reply, error.statusCode, "REQUEST_INVALID", error.message);
    }
    log(`${request.method} ${request.url} failed: ${error.stack ?? error.message}`);
    return refuse(reply, 500, "INTERNAL", error.message);
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, 404, "NOT_FOUND", `there is no ${request.method} ${request.url}`),
  );
}

function logAccesses(app: FastifyInstance, { accessLog, clock }: ApiParts): void {
  if (accessLog === undefined) return;
  app.addHook("onResponse", (request: FastifyRequest, reply, done) => {
    const { method, url: path, caller } = request;
    const time = new Date(clock.wallNow()).toISOString();
    accessLog.write({ time, method, path, status: reply.statusCode, sub: caller?.sub ?? null });
    done();
  });
}

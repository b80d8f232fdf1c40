import type { FastifyInstance } from "fastify";
import { type Clock, errorRecordOf, KitError, systemCodeOf } from "../ground/index.ts";
import { takeForms } from "./forms.ts";
import { guard } from "./guard.ts";
import { requireLogin } from "./login.ts";
import { servePage } from "./page-files.ts";
import { refuse } from "./refuse.ts";
import type { WebSettings } from "./web-settings.ts";

export interface WebParts {
  readonly settings: WebSettings;
  /** The folder of the built page. */
  readonly page: URL;
  readonly kitVersion: string;
  readonly clock: Clock;
  /** Is told of what should not happen. */
  readonly log: (line: string) => void;
}

/** What a page shows: adds its routes to the server. */
export type PageSubject = (app: FastifyInstance, parts: WebParts) => void;

export interface WebServer {
  /** Where it is to be opened, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** The page's server, which answers without a socket too (`inject`). */
export async function webApp(parts: WebParts, subject: PageSubject): Promise<FastifyInstance> {
  const { settings, clock, page } = parts;
  // Loaded only here: a run without the page need not wait for it.
  const { fastify } = await import("fastify");
  const app = fastify({
    https: settings.tls,
    forceCloseConnections: true,
    bodyLimit: 1024 * 1024,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }) as unknown as FastifyInstance;
  answerErrors(app, parts.log);
  guard(app, settings.host, settings.allowedHosts);
  takeForms(app);
  requireLogin(app, settings, clock);
  servePage(app, page);
  subject(app, parts);
  return app;
}

/** Serves the page until it is closed. Throws `PICKUP_WEB_PORT` (exit code 2) when it cannot listen. */
export async function startWebServer(parts: WebParts, subject: PageSubject): Promise<WebServer> {
  const { host, port, tls } = parts.settings;
  const app = await webApp(parts, subject);
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw portUnusable(host, port, cause);
  });
  const { port: taken } = app.server.address() as { port: number };
  return { url: `${tls === null ? "http" : "https"}://${shownHost(host)}:${taken}`, close: () => app.close() };
}

function portUnusable(host: string, port: number, cause: unknown): KitError {
  const code = systemCodeOf(cause);
  const problem = code === "EADDRINUSE" ? "is taken" : `cannot be used: ${code ?? String(cause)}`;
  return new KitError("PICKUP_WEB_PORT", `port ${port} of ${host} for the page ${problem}`, {
    hint: "Choose another one with --web-port (0: any free one), or do without the page.",
    cause,
  });
}

/** An address that a browser can open: all addresses of this machine are reached by its own. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function answerErrors(app: FastifyInstance, log: WebParts["log"]): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return refuse(reply, status, { code: "PICKUP_WEB_REQUEST", message: error.message, hint: null });
    }
    const { code, message, hint } = errorRecordOf(error);
    log(`${request.method} ${request.url} failed: ${error.stack ?? message}`);
    return refuse(reply, 500, { code, message, hint: hint ?? null });
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(reply, 404, { code: "PICKUP_WEB_NOT_FOUND", message: `there is no ${request.method} here`, hint: null }),
  );
}

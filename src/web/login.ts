import type { FastifyInstance, FastifyReply } from "fastify";
import type { Clock } from "../ground/index.ts";
import { Door } from "./door.ts";
import { loginPage, loginStyle } from "./login-page.ts";
import { refuse } from "./refuse.ts";
import type { WebSettings } from "./web-settings.ts";

/** What anybody may ask for: the way in. */
const openPaths = new Set(["/login", "/login.css"]);
const html = "text/html; charset=utf-8";

/** True when whoever comes has to say who they are. */
export function asksForLogin({ login, token }: Pick<WebSettings, "login" | "token">): boolean {
  return login !== null || token !== null;
}

/**
 * Lets only those in who have logged in, or show the password (`Basic`) or the token (`Bearer`) with each request. Must
 * be registered before every route that it is to protect.
 */
export function requireLogin(app: FastifyInstance, settings: WebSettings, clock: Clock): void {
  if (!asksForLogin(settings)) return;
  const door = new Door(settings, clock);
  protect(app, door, settings);
  serveLogin(app, door, settings.login !== null);
}

function protect(app: FastifyInstance, door: Door, { login, token }: WebSettings): void {
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0]!;
    if (openPaths.has(path) || door.knows(request)) return undefined;
    if (door.isTooMany(request)) return refuseTooMany(reply);
    if (request.headers.authorization !== undefined) door.noteFailure(request);
    if (path === "/")
      return reply
        .code(401)
        .type(html)
        .send(loginPage(login !== null));
    reply.header("www-authenticate", `${token === null ? "Basic" : "Bearer"} realm="pickup"`);
    return refuse(reply, 401, { code: "PICKUP_WEB_LOGIN", message: "log in first", hint: "Load the page anew." });
  });
}

function serveLogin(app: FastifyInstance, door: Door, hasUser: boolean): void {
  app.get("/login.css", (_request, reply) => reply.type("text/css; charset=utf-8").send(loginStyle));
  app.get("/login", (_request, reply) => reply.type(html).send(loginPage(hasUser)));
  app.post<{ Body: unknown }>("/login", (request, reply) => {
    if (door.isTooMany(request)) return refuseTooMany(reply);
    const cookie = request.body instanceof URLSearchParams ? door.open(request.body) : null;
    if (cookie !== null) return reply.header("set-cookie", cookie).redirect("/", 303);
    door.noteFailure(request);
    return reply.code(401).type(html).send(loginPage(hasUser, "That was not right."));
  });
  app.post("/logout", (request, reply) => reply.header("set-cookie", door.close(request)).redirect("/", 303));
}

function refuseTooMany(reply: FastifyReply): FastifyReply {
  return refuse(reply.header("retry-after", "60"), 429, {
    code: "PICKUP_WEB_LOGIN_RATE",
    message: "too many wrong logins",
    hint: "Wait a minute and try again.",
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { pageServer } from "../../test/support/page-server.ts";

const host = "127.0.0.1:8089";
const login = { user: "lea", password: "pässword: 1" };
const token = "0123456789abcdef";
const form = "application/x-www-form-urlencoded";
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test("without a login only the way in is open; a session, the password or the token opens the rest", async (t) => {
  const { app } = await pageServer(t, { login, token });
  const get = (url: string, headers = {}) => app.inject({ url, headers: { host, ...headers } });
  for (const url of ["/api/page", "/api/runs", "/api/events", "/metrics", "/stats/requests", "/page.js", "/nowhere"]) {
    assert.equal((await get(url)).statusCode, 401, url);
  }
  const door = await get("/");
  assert.equal(door.statusCode, 401);
  assert.match(door.body, /<form method="post" action="\/login">/);
  assert.doesNotMatch(door.body, /<script|style=/);
  const payload = new URLSearchParams(login).toString();
  const headers = { host, "content-type": form };
  const opened = await app.inject({ method: "POST", url: "/login", headers, payload });
  assert.equal(opened.statusCode, 303);
  const cookie = String(opened.headers["set-cookie"]);
  assert.match(cookie, /^pickup_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const session = { cookie: cookie.split(";")[0]! };
  assert.equal((await get("/api/page", session)).statusCode, 200);
  assert.equal((await get("/metrics", { authorization: `Bearer ${token}` })).statusCode, 200);
  assert.equal((await get("/metrics", { authorization: basic(`lea:${login.password}`) })).statusCode, 200);
  await app.inject({ method: "POST", url: "/logout", headers: { host, ...session } });
  assert.equal((await get("/api/page", session)).statusCode, 401);
});

test("a session ends after twelve hours", async (t) => {
  const { app, clock } = await pageServer(t, { login });
  const payload = new URLSearchParams(login).toString();
  const opened = await app.inject({ method: "POST", url: "/login", headers: { host, "content-type": form }, payload });
  const cookie = String(opened.headers["set-cookie"]).split(";")[0]!;
  const status = async () => (await app.inject({ url: "/api/page", headers: { host, cookie } })).statusCode;
  assert.equal(await status(), 200);
  await clock.advance(12 * 3600 * 1000);
  assert.equal(await status(), 401);
});

test("after five wrong logins in a minute even the right one is refused, until the minute is over", async (t) => {
  const { app, clock } = await pageServer(t, { login, token });
  const post = async (password: string) => {
    const payload = new URLSearchParams({ user: "lea", password }).toString();
    return (await app.inject({ method: "POST", url: "/login", headers: { host, "content-type": form }, payload }))
      .statusCode;
  };
  const bearer = async (given: string) =>
    (await app.inject({ url: "/metrics", headers: { host, authorization: `Bearer ${given}` } })).statusCode;
  assert.deepEqual([await post("a"), await post("b"), await bearer("c"), await bearer("d")], [401, 401, 401, 401]);
  assert.equal(await post("e"), 401);
  assert.deepEqual([await post(login.password), await bearer(token)], [429, 429]);
  await clock.advance(60_001);
  assert.deepEqual([await post(login.password), await bearer(token)], [303, 200]);
});

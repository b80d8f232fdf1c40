import assert from "node:assert/strict";
import { test } from "node:test";
import { answeringServer, answerText } from "../../test/support/answering-server.ts";
import { Recorded } from "../../test/support/recorded.ts";
import { systemClock } from "../ground/index.ts";
import { HttpClient } from "./client.ts";
import { CookieJar, type CookiePlace } from "./cookie-jar.ts";

const nowMs = Date.UTC(2026, 10, 24);
const home: CookiePlace = { hostname: "www.shop.test", path: "/account/login", isSecure: true };

/** What a jar that took these fields at `from` sends to `to`. */
function sent(fields: readonly string[], to: Partial<CookiePlace> = {}, from = home, atMs = nowMs): string {
  const jar = new CookieJar();
  for (const field of fields) jar.take(field, from, nowMs);
  return jar.cookiesFor({ ...home, ...to }, atMs);
}

test("a cookie goes back where its domain, path and security allow", () => {
  const rows: readonly (readonly [field: string, to: Partial<CookiePlace>, sent: string])[] = [
    ["a=1", {}, "a=1"],
    ["a=1", { path: "/account" }, "a=1"],
    ["a=1", { path: "/account/x/y" }, "a=1"],
    ["a=1", { path: "/accounts" }, ""],
    ["a=1", { path: "/" }, ""],
    ["a=1; Path=/", { path: "/other" }, "a=1"],
    ["a=1; Path=/x/", { path: "/x/y" }, "a=1"],
    ["a=1; Path=/x/", { path: "/x" }, ""],
    ["a=1; path=nonsense", { path: "/account/z" }, "a=1"],
    ["a=1", { hostname: "api.www.shop.test" }, ""],
    ["a=1", { hostname: "shop.test" }, ""],
    ["a=1; Domain=shop.test", { hostname: "api.shop.test" }, "a=1"],
    ["a=1; DOMAIN=.Shop.TEST", { hostname: "shop.test" }, "a=1"],
    ["a=1; Domain=shop.test", { hostname: "badshop.test" }, ""],
    ["a=1; Domain=api.shop.test", {}, ""],
    ["a=1; Domain=other.test", { hostname: "other.test" }, ""],
    ["a=1; Domain=test", {}, ""],
    ["a=1; Secure", {}, "a=1"],
    ["a=1; Secure", { isSecure: false }, ""],
    ["a=1; HttpOnly; SameSite=Strict", {}, "a=1"],
    [' a = "x=y" ', {}, 'a="x=y"'],
    ["a=", {}, "a="],
    ["=1", {}, ""],
    ["a", {}, ""],
    ["", {}, ""],
  ];
  for (const [field, to, expected] of rows) assert.equal(sent([field], to), expected, `${field} ${JSON.stringify(to)}`);
});

test("an address is a host of its own, without domains below it", () => {
  const from = { ...home, hostname: "10.0.0.1" };
  assert.equal(sent(["a=1; Domain=0.0.1"], from, from), "");
  assert.equal(sent(["a=1; Domain=10.0.0.1"], from, from), "a=1");
});

test("a cookie ends with Max-Age, else with Expires, and a past one deletes", () => {
  const at = (field: string, seconds: number) => sent([field], {}, home, nowMs + seconds * 1000);
  assert.deepEqual([at("a=1; Max-Age=10", 9), at("a=1; Max-Age=10", 10)], ["a=1", ""]);
  const expires = "a=1; Expires=Tue, 24 Nov 2026 00:01:00 GMT";
  assert.deepEqual([at(expires, 59), at(expires, 60), at(`${expires}; Max-Age=100`, 60)], ["a=1", "", "a=1"]);
  assert.equal(at("a=1; Max-Age=soon; Expires=never", 1e9), "a=1");
  assert.equal(sent(["a=1", "b=2", "a=; Max-Age=0"]), "b=2");
  assert.equal(sent(["a=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]), "");
});

test("the same name, domain and path replaces; longer paths come first, then older cookies", () => {
  const fields = ["a=1; Path=/", "b=2; Path=/", "c=3; Path=/account", "a=4; Path=/", "a=5; Path=/account"];
  assert.equal(sent(fields), "c=3; a=5; a=4; b=2");
});

test("a server that makes up names fills no memory", () => {
  const fields = Array.from({ length: 1000 }, (_, i) => `n${i}=${i}`);
  assert.equal(sent(fields).split("; ").length, 50);
});

test("each user keeps its own cookies, also those of a redirect; a user without a jar keeps none", async () => {
  await using server = await answeringServer(({ path }) => {
    if (path === "/login") {
      const head = "HTTP/1.1 302 Found\r\nLocation: /home\r\nSet-Cookie: id=7; Path=/\r\nSet-Cookie: a=b; Path=/x\r\n";
      return answerText("", head);
    }
    return answerText(path);
  });
  const common = { origin: server.origin, requestTimeoutMs: 5000, connectTimeoutMs: 5000, clock: systemClock };
  const clientOf = (cookies: boolean) => new HttpClient({ ...common, cookies, recorder: new Recorded() });
  const cookiesOf = (path: string) =>
    server.requests.filter((request) => request.path === path).map(({ text }) => /cookie: (.*)\r/.exec(text)?.[1]);
  const [first, second, without] = [clientOf(true), clientOf(true), clientOf(false)];
  assert.equal((await first.get("/login")).text(), "/home");
  await first.get("/x/y?z=/");
  await first.get("/own", { headers: { Cookie: "own=1" } });
  await second.get("/second");
  await without.get("/login");
  for (const client of [first, second, without]) client.stop();
  assert.deepEqual(cookiesOf("/home"), ["id=7", undefined]);
  assert.deepEqual(cookiesOf("/x/y?z=/"), ["a=b; id=7"]);
  assert.match(server.requests.find(({ path }) => path === "/own")!.text, /\r\nCookie: own=1\r\n/);
  assert.deepEqual(cookiesOf("/second"), [undefined]);
});

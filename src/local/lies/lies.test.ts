import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SignJWT } from "jose";
import { storeInMemory } from "../../../test/support/marker-store.ts";
import { VirtualClock } from "../../ground/index.ts";
import type { ApiSettings } from "../pickup-api/api-settings.ts";
import { pickupApi } from "../pickup-api/app.ts";
import { bearerIn, type Caller } from "../pickup-api/bearer.ts";
import type { StoredMarker } from "../pickup-api/marker-store.ts";
import { MarkerWriter } from "../pickup-api/marker-writer.ts";
import { noWriteLog } from "../pickup-api/write-log.ts";
import { Incidents } from "./incidents.ts";
import { liesOf, type LieFile } from "./lie-file.ts";
import { type LieKind, lieKinds, type LieName, lieNames, liesIn } from "./lie-kinds.ts";
import { LieLog, type LoggedLie } from "./lie-log.ts";
import { lyingBearer } from "./lying-bearer.ts";
import { LyingHistorian } from "./lying-historian.ts";
import { LyingStore } from "./lying-store.ts";
import { Recollection } from "./recollection.ts";

const startMs = Date.parse("2026-11-23T12:00:00Z");
const dayMs = 86_400_000;
const settings: ApiSettings = { cutOffInDays: 30, continueWatchingLimit: 5, completedAt: null };

function markerOf(name: string, ageDays: number): StoredMarker {
  const timeMs = startMs - ageDays * dayMs;
  const parent = `urn:hbo:feature:${name}`;
  return { parent, asset: null, position: 500, runtime: 5000, timeMs, ttlSeconds: null, done: false, showcw: true };
}

/** Seven titles of which the limit shows five, and two beyond the cut-off on either side of it by half a day. */
const history = [
  ...["a", "b", "c", "d", "e", "f", "g"].map((name, index) => markerOf(name, index + 1)),
  markerOf("h", 29.5),
  markerOf("i", 30.5),
];

async function honestBearer(authorization: string | undefined) {
  const sub = bearerIn(authorization);
  return sub === undefined ? ({ status: 401, code: "TOKEN_MISSING", message: "no" } as const) : { sub };
}

/** An API that lies; its bearer tokens are the users themselves, and a request with none is refused. */
function scene(file: LieFile, { limit = 5, only = history }: { limit?: number; only?: StoredMarker[] } = {}) {
  const clock = new VirtualClock(startMs);
  const { store, rows } = storeInMemory();
  for (const row of only) void store.put("u-1:hboMax", row);
  for (const row of only) void store.put("u-2:hboMax", { ...row, parent: `${row.parent}-2`, position: 700 });
  const told: LoggedLie[] = [];
  const log = new LieLog(clock, (lie) => told.push(lie));
  const liedAbout = new WeakSet<Caller>();
  const recollection = new Recollection();
  const lying = { lies: liesOf(file), log, recollection, incidents: new Incidents(), liedAbout, clock };
  const lyingStore = new LyingStore(store, lying);
  const parts = { visibleAfterMs: 0, crashAfterWrites: null, writeLog: noWriteLog, log: () => undefined };
  const api = pickupApi({
    store: lyingStore,
    writer: new MarkerWriter({ store: lyingStore, clock, crash: () => undefined, ...parts }),
    historian: new LyingHistorian(lying),
    catalogue: { parentOf: async (id) => id },
    authenticate: lyingBearer(honestBearer, lying),
    settings: () => ({ ...settings, continueWatchingLimit: limit }),
    productCode: "hboMax",
    clock,
    log: () => undefined,
  });
  const headersOf = (user: string) => ({ authorization: `Bearer ${user}` });
  /** Rejects when the connection ends before the answer does. */
  const ask = (user: string) =>
    api.inject({ method: "GET", url: "/continuewatchinghistory", headers: headersOf(user) });
  const write = (user: string, name: string, position: number) =>
    api.inject({
      method: "POST",
      url: `/markers/urn:hbo:feature:${name}`,
      headers: headersOf(user),
      payload: { creationTime: clock.wallNow(), position, runtime: 5000 },
    });
  return { api, ask, write, rows, told, clock, headersOf };
}

/** The limit that brings each lie to bear where it needs another than five. */
const limits: Partial<Record<LieName, number>> = { ignoreCutOff: 100, cutOffEarly: 100, cutOffLate: 100 };

test("there are at least 25 lies, and each says what a load test must count it as", () => {
  assert.ok(lieNames.length >= 25, String(lieNames.length));
  assert.ok(lieNames.every((name) => lieKinds[name].does !== ""));
});

for (const name of liesIn("list", "text")) {
  test(`${name} changes the answer, and is noted once with its user and what it counts as`, async () => {
    const limit = limits[name] ?? 5;
    const truth = scene({}, { limit });
    const lying = scene({ [name]: 1 }, { limit });
    for (const { ask, write, clock } of [truth, lying]) {
      for (const user of ["u-2", "u-1"]) await ask(user).catch(() => null);
      await clock.advance(1000);
      await write("u-1", "c", 900);
    }
    lying.told.length = 0;
    const honest = await truth.ask("u-1");
    const told = await lying.ask("u-1").catch(() => null);
    assert.ok(told?.body !== honest.body || told.statusCode !== honest.statusCode, told?.body);
    const { countedAs } = lieKinds[name];
    const time = new Date(lying.clock.wallNow()).toISOString();
    assert.deepEqual(lying.told, [{ time, event: "told", kind: name, countedAs, userId: "u-1" }]);
    assert.deepEqual(truth.told, []);
  });
}

for (const [name, written, countedAs] of [
  ["dropNewest", "i", "stale"],
  ["dropNewest", "h", "missing"],
  ["emptyList", "i", "missing"],
] as const) {
  test(`${name} after a write of ${written} counts as ${countedAs}, for all that the answer shows`, async () => {
    const { ask, write, told, clock } = scene({ [name]: 1 }, { limit: 100 });
    await clock.advance(1000);
    await write("u-1", written, 900);
    await ask("u-1");
    assert.deepEqual(
      told.map((lie) => lie.countedAs),
      [countedAs],
    );
  });
}

test("what cannot be lied about is answered honestly and not noted", async () => {
  for (const name of liesIn("list")) {
    const { ask, told } = scene({ [name]: 1 }, { only: [] });
    assert.deepEqual((await ask("u-1")).json(), { continueWatching: [] }, name);
    assert.deepEqual(told, [], name);
  }
  const single = [markerOf("a", 1)];
  for (const name of ["swapNeighbours", "reverse", "staleByOneWrite", "cachedAnswer", "overLimit"] as const) {
    const { ask, told } = scene({ [name]: 1 }, { only: single });
    await ask("u-1");
    assert.equal((await ask("u-1")).json().continueWatching.length, 1, name);
    assert.deepEqual(told, [], name);
  }
});

test("a lie is told as often as its probability says, the same ones under the same seed", async () => {
  const toldUnder = async (seed: string) => {
    const { ask, told } = scene({ seed, dropEntry: 0.1, reverse: 0.05 });
    const asked: string[] = [];
    for (let i = 0; i < 400; i++) {
      const before = told.length;
      await ask("u-1");
      asked.push(told.length > before ? told.at(-1)!.kind : "");
    }
    return asked;
  };
  const first = await toldUnder("one");
  const counts = { dropEntry: first.filter((kind) => kind === "dropEntry").length };
  assert.ok(counts.dropEntry > 20 && counts.dropEntry < 60, String(counts.dropEntry));
  assert.ok(first.includes("reverse"));
  assert.deepEqual(await toldUnder("one"), first);
  assert.notDeepEqual(await toldUnder("two"), first);
});

test("users are mixed up only when two of them ask at the same time, and both are noted", async () => {
  const { ask, told } = scene({ mixUpUsers: 1 });
  const alone = [(await ask("u-1")).body, (await ask("u-2")).body];
  assert.notEqual(alone[0], alone[1]);
  const [own, same] = await Promise.all([ask("u-1"), ask("u-1")]);
  assert.deepEqual([own.body, same.body, told], [alone[0], alone[0], []]);
  const [first, second] = await Promise.all([ask("u-1"), ask("u-2")]);
  assert.deepEqual([second.body, first.body], alone);
  assert.deepEqual(told.map(({ kind, userId }) => `${kind} ${userId}`).toSorted(), [
    "mixUpUsers u-1",
    "mixUpUsers u-2",
  ]);
});

test("a lost write is acknowledged and never there, and noted with its title", async () => {
  const { ask, write, told } = scene({ loseWrite: 1 });
  const before = (await ask("u-1")).body;
  assert.equal((await write("u-1", "new", 10)).statusCode, 202);
  assert.equal((await ask("u-1")).body, before);
  const noted = { kind: "loseWrite", userId: "u-1", id: "urn:hbo:feature:new" };
  assert.deepEqual(
    told.map(({ event, countedAs, kind, userId, id }) => ({ event, countedAs, kind, userId, id })),
    [
      { event: "told", countedAs: "lost", ...noted },
      { event: "shown", countedAs: "stale", ...noted },
    ],
  );
});

test("a write that is stored twice shows its title twice", async () => {
  const { ask, write, told } = scene({ writeTwice: 1 });
  await write("u-1", "new", 10);
  const ids = (await ask("u-1")).json().continueWatching.map(({ id }: { id: string }) => id);
  assert.deepEqual(ids.slice(0, 2), ["urn:hbo:feature:new", "urn:hbo:feature:new"]);
  assert.deepEqual(eventsOf(told), ["told phantom", "shown duplicate"]);
});

test("a reverted position is what was there before, half a second later, and noted then", async () => {
  const { ask, write, told, clock } = scene({ revertPosition: 1 });
  const before = (await ask("u-1")).body;
  await write("u-1", "c", 900);
  assert.notEqual((await ask("u-1")).body, before);
  assert.deepEqual(told, []);
  await clock.advance(500);
  assert.equal((await ask("u-1")).body, before);
  assert.deepEqual(eventsOf(told), ["told lost", "shown stale"]);
  assert.ok(told.every(({ kind, id }) => kind === "revertPosition" && id === "urn:hbo:feature:c"));
  await write("u-2", "new", 10);
  await clock.advance(500);
  assert.equal(told.length, 2, "there was nothing before it");
});

test("a lie in the table is the only one in an answer that shows it, and ends with a later write of the title", async () => {
  const { ask, write, told, clock } = scene({ loseWrite: 1, reverse: 1 });
  const before = (await scene({}).ask("u-1")).body;
  await write("u-1", "c", 900);
  await write("u-1", "d", 901);
  assert.deepEqual(eventsOf(told), ["told lost"], "one at a time stands for each user");
  assert.equal((await ask("u-1")).json().continueWatching.at(0).position, 901);
  await clock.advance(1000);
  await write("u-1", "c", 902);
  await ask("u-1");
  assert.notEqual((await ask("u-1")).body, before);
  assert.deepEqual(eventsOf(told), ["told lost", "shown stale", "mended", "told order", "told order"]);
});

test("a lie in the table that no answer shows leaves room for another lie", async () => {
  const { ask, write, told } = scene({ loseWrite: 1, dropNewest: 1 }, { limit: 1 });
  await write("u-2", "a-2", 900);
  for (const name of ["b-2", "c-2"]) await write("u-2", name, 901);
  await ask("u-2");
  assert.deepEqual(eventsOf(told), ["told lost", "shown stale"]);
});

test("a request whose token should have been refused is answered without a further lie", async () => {
  const { api, ask, told } = scene({ acceptMissing: 1, emptyList: 1 });
  assert.deepEqual((await ask("u-1")).json(), { continueWatching: [] });
  const answer = await api.inject({ method: "GET", url: "/continuewatchinghistory" });
  assert.equal(answer.json().continueWatching.length, 5);
  assert.deepEqual(eventsOf(told), ["told missing", "told leak"]);
});

function eventsOf(told: readonly LoggedLie[]): string[] {
  return told.map(({ event, countedAs }) => [event, countedAs].join(" ").trim());
}

test("another user's marker is given where there is none, and only there", async () => {
  const { api, ask, write, told, headersOf } = scene({ othersMarker: 1 });
  await ask("u-2");
  await write("u-2", "new", 10);
  await ask("u-2");
  const get = async (...names: string[]) => {
    const ids = names.map((name) => `urn:hbo:feature:${name}`).join();
    return (await api.inject({ method: "GET", url: `/markers/${ids}`, headers: headersOf("u-1") })).json();
  };
  assert.equal((await get("a"))[0].position, 500);
  assert.deepEqual(told, []);
  assert.equal((await get("a-2"))[0].position, 700);
  assert.equal((await get("new", "a", "a-2")).length, 2);
  assert.deepEqual(eventsOf(told), ["told leak", "told leak"], "one in an answer");
});

test("each bad token is taken by its own lie only, as the user whom it names, and noted", async () => {
  const clock = new VirtualClock(startMs);
  const key = new Uint8Array(32);
  const signed = (expiresAtMs: number) =>
    new SignJWT({ sub: "u-1" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime(expiresAtMs / 1000)
      .sign(key);
  const unsigned = [{ alg: "none" }, { sub: "u-1" }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const shown = {
    acceptExpired: `Bearer ${await signed(startMs - 1000)}`,
    acceptUnsigned: `Bearer ${unsigned}.`,
    acceptForeignKey: `Bearer ${await signed(startMs + 60_000)}`,
    acceptMissing: undefined,
  };
  for (const kind of liesIn("token")) {
    const told: LoggedLie[] = [];
    const log = new LieLog(clock, (lie) => told.push(lie));
    const honest = async (authorization: string | undefined) =>
      authorization === "Bearer good"
        ? { sub: "u-1" }
        : ({ status: 401, code: "TOKEN_INVALID", message: "no" } as const);
    const parts = { lies: liesOf({ [kind]: 1 }), log, liedAbout: new WeakSet<Caller>(), clock };
    const authenticate = lyingBearer(honest, parts);
    assert.deepEqual(await authenticate("Bearer good"), { sub: "u-1" });
    for (const [other, authorization] of Object.entries(shown)) {
      const isTaken = "sub" in (await authenticate(authorization));
      assert.equal(isTaken, other === kind, `${kind}: ${other}`);
    }
    assert.equal("sub" in (await authenticate("Bearer nonsense")), false);
    assert.deepEqual(
      told.map(({ kind, userId }) => [kind, userId]),
      [[kind, "u-1"]],
    );
  }
});

test("a lie file with mistakes is refused with all of them", () => {
  assert.throws(() => liesOf({ dropEntry: 2, dropEntries: 1 }), {
    code: "PICKUP_LIES_INVALID",
    exitCode: 2,
    message: /dropEntry: .*dropEntries/s,
  });
});

test("docs/lies.md has every lie with what it counts as", () => {
  const text = readFileSync(new URL("../../../docs/lies.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm)].map(([, name, does, counted]) => [
    name,
    does,
    counted,
  ]);
  assert.deepEqual(
    rows,
    lieNames.map((name) => {
      const { does, countedAs, auditedAs }: LieKind = lieKinds[name];
      return [name, does, `\`${countedAs}\`${auditedAs === undefined ? "" : `; by the audit \`${auditedAs}\``}`];
    }),
  );
});

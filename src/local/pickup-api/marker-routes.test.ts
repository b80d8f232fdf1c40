import assert from "node:assert/strict";
import { test } from "node:test";
import { storeInMemory } from "../../../test/support/marker-store.ts";
import { VirtualClock } from "../../ground/index.ts";
import { defaultApiSettings } from "./api-settings.ts";
import { pickupApi } from "./app.ts";
import { honestHistorian } from "./historian.ts";
import { MarkerWriter, type WritingSettings } from "./marker-writer.ts";
import type { LoggedWrite } from "./write-log.ts";

const startMs = Date.parse("2026-11-23T12:00:00Z");
const feature = "urn:hbo:feature:f";
const [first, second] = ["urn:hbo:episode:e1", "urn:hbo:episode:e2"];
const body = { creationTime: startMs - 1000, position: 840, runtime: 7942 };

/** An API whose bearer tokens are the users themselves. */
function apiWith(writing: Partial<WritingSettings> = {}) {
  const clock = new VirtualClock(startMs);
  const { store, rows } = storeInMemory();
  const lines: LoggedWrite[] = [];
  const crashes: number[] = [];
  const writer = new MarkerWriter({
    store,
    clock,
    writeLog: { write: (line) => lines.push(line), close: () => undefined },
    log: () => undefined,
    crash: () => crashes.push(lines.length),
    visibleAfterMs: 0,
    crashAfterWrites: null,
    ...writing,
  });
  const api = pickupApi({
    store,
    writer,
    historian: honestHistorian,
    catalogue: {
      parentOf: async (id) => {
        if (id === first || id === second) return "urn:hbo:series:s";
        return id.startsWith("urn:hbo:feature:") ? id : null;
      },
    },
    authenticate: async (authorization) => {
      const sub = authorization?.replace("Bearer ", "");
      return sub === undefined ? { status: 401, code: "TOKEN_MISSING", message: "no token" } : { sub };
    },
    settings: () => defaultApiSettings,
    productCode: "hboMax",
    clock,
    log: () => undefined,
  });
  const headers = { authorization: "Bearer u-1" };
  const put = (id: string, changes: object = {}, more: { [name: string]: string } = headers) =>
    api.inject({ method: "POST", url: `/markers/${id}`, headers: more, payload: { ...body, ...changes } });
  const get = async (path: string, more: { [name: string]: string } = headers) =>
    (await api.inject({ method: "GET", url: path, headers: more })).json();
  const events = () => lines.map(({ event, id, position }) => `${event} ${id.split(":").at(-1)} ${position}`);
  return { clock, rows, lines, crashes, writer, put, get, events };
}

test("a marker that a player reports is acknowledged with 202 and shown in the history and under its id", async () => {
  const { put, get } = apiWith();
  const answer = await put(feature);
  assert.deepEqual([answer.statusCode, answer.json()], [202, { status: "Accepted" }]);
  assert.deepEqual(await get(`/markers/${feature}`), [{ id: feature, ...body }]);
  assert.deepEqual(await get("/continuewatchinghistory"), {
    continueWatching: [{ id: feature, created: "2026-11-23T11:59:59Z", position: 840, runtime: 7942 }],
  });
  assert.deepEqual(await get("/continuewatchinghistory", { authorization: "Bearer u-2" }), { continueWatching: [] });
});

test("an episode is kept in the one row of its series, and only the last one watched is listed", async () => {
  const { put, get, rows } = apiWith();
  await put(first);
  await put(second, { creationTime: startMs, position: 100 });
  assert.deepEqual([...rows.keys()], ["u-1:hboMax urn:hbo:series:s"]);
  assert.deepEqual(await get(`/markers/${first},${feature},${second}`), [
    { id: second, creationTime: startMs, position: 100, runtime: 7942 },
  ]);
});

test("the newest creationTime wins, whichever arrives last, and of two alike the later arrival", async () => {
  const { put, get, events } = apiWith();
  await put(feature, { position: 1 });
  const late = await put(feature, { creationTime: body.creationTime - 1, position: 2 });
  assert.equal(late.statusCode, 202);
  assert.equal((await get(`/markers/${feature}`))[0].position, 1);
  await put(feature, { position: 3 });
  assert.equal((await get(`/markers/${feature}`))[0].position, 3);
  assert.deepEqual(events(), [
    "stored f 1",
    "acknowledged f 1",
    "superseded f 2",
    "acknowledged f 2",
    "stored f 3",
    "acknowledged f 3",
  ]);
});

test("a newer marker shows a title again that was finished or hidden", async () => {
  const { put, get, rows } = apiWith();
  await put(feature);
  const [key, row] = [...rows][0]!;
  rows.set(key, { ...row, done: true, showcw: false });
  assert.deepEqual(await get("/continuewatchinghistory"), { continueWatching: [] });
  await put(feature, { creationTime: startMs });
  assert.equal((await get("/continuewatchinghistory")).continueWatching.length, 1);
});

test("a row whose ttl has passed is not listed", async () => {
  const { put, get, rows } = apiWith();
  await put(feature);
  const [key, row] = [...rows][0]!;
  rows.set(key, { ...row, ttlSeconds: startMs / 1000 - 1 });
  assert.deepEqual(await get(`/markers/${feature}`), []);
});

test("markers without a token, of an unknown title or with a body that is none are refused in the API's form", async () => {
  const { put, get, rows } = apiWith();
  const refusals = [
    { answer: await put(feature, {}, {}), expected: [401, "TOKEN_MISSING"] },
    { answer: await put("urn:hbo:episode:lost"), expected: [404, "ASSET_UNKNOWN"] },
    { answer: await put(feature, { creationTime: "yesterday" }), expected: [400, "REQUEST_INVALID"] },
    { answer: await put(feature, { position: -1 }), expected: [400, "REQUEST_INVALID"] },
    { answer: await put(feature, { runtime: 0 }), expected: [400, "REQUEST_INVALID"] },
  ];
  for (const { answer, expected } of refusals) {
    assert.deepEqual([answer.statusCode, answer.json().code], expected);
    assert.deepEqual(Object.keys(answer.json()), ["code", "message"]);
  }
  assert.equal((await get(`/markers/${feature}`, {})).code, "TOKEN_MISSING");
  assert.equal(rows.size, 0);
});

test("with a delay a marker is acknowledged first and stored when the delay has passed", async () => {
  const { clock, put, get, events } = apiWith({ visibleAfterMs: 500 });
  assert.equal((await put(feature)).statusCode, 202);
  await clock.advance(499);
  assert.deepEqual(await get(`/markers/${feature}`), []);
  assert.deepEqual(events(), ["acknowledged f 840"]);
  await clock.advance(1);
  assert.equal((await get(`/markers/${feature}`)).length, 1);
  assert.deepEqual(events(), ["acknowledged f 840", "stored f 840"]);
});

test("a service that ends in good order stores what it has acknowledged", async () => {
  const { put, writer, events } = apiWith({ visibleAfterMs: 60_000 });
  await put(feature);
  await put(first);
  await writer.close();
  assert.deepEqual(events(), ["acknowledged f 840", "acknowledged e1 840", "stored f 840", "stored e1 840"]);
});

test("the process is killed after the n-th write was acknowledged and logged, and before it is stored", async () => {
  const { put, rows, crashes, events } = apiWith({ crashAfterWrites: 2 });
  await put(feature);
  await put(first);
  assert.deepEqual(crashes, [3]);
  assert.deepEqual(events(), ["stored f 840", "acknowledged f 840", "acknowledged e1 840"]);
  assert.equal(rows.size, 1);
});

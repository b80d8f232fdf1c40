import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { listening } from "../../test/support/dynalite.ts";
import { loadInput, play } from "../../test/support/play.ts";
import { eachOncePlan, spawnPlan } from "../engine/index.ts";
import type { Sample } from "../http/index.ts";
import { constant } from "../engine/index.ts";
import { defineLoadTest, type UserType } from "./define.ts";
import type { AnyUser } from "./user-types.ts";

const wait = constant(0);

/** A server that says yes to everything, unless told otherwise. */
function serving(listener: RequestListener = (_request, response) => void response.end("{}")) {
  return listening(createServer(listener));
}

/** A test of one user type with one task. */
function testOf(run: (user: AnyUser) => void | Promise<void>, more: Partial<UserType<AnyUser>> = {}) {
  return defineLoadTest<unknown, unknown>({ users: { viewer: { wait, tasks: { act: run }, ...more } } });
}

test("a user asks with its own token, the run's name and the headers of its type", async () => {
  const heads: unknown[] = [];
  await using server = await serving(({ headers }, response) => {
    heads.push([headers.authorization, headers["x-load-test-run"], headers["user-agent"], headers["x-kind"]]);
    response.end();
  });
  const asking = testOf(async (user) => void (await user.http.get("/")), {
    bearer: (user) => user.token(),
    headers: { "x-kind": "viewer" },
  });
  const tokens = { fetch: (id: string) => Promise.resolve({ value: `token-of-${id}`, expiresAtMs: null }) };
  await play(asking, { input: loadInput(server.endpoint), plan: eachOncePlan(2, 2, 1), tokens });
  const run = ["run-1", "pickup-load-test/test", "viewer"];
  assert.deepEqual(heads, [
    ["Bearer token-of-user-0", ...run],
    ["Bearer token-of-user-1", ...run],
  ]);
});

test("a token that was refused is given up for another one", async () => {
  const seen: unknown[] = [];
  await using server = await serving(({ headers }, response) => {
    response.statusCode = seen.push(headers.authorization) === 1 ? 401 : 200;
    response.end();
  });
  const twice = async ({ http }: AnyUser) => void (await http.get("/"), await http.get("/"));
  let issued = 0;
  const tokens = { fetch: () => Promise.resolve({ value: `t${++issued}`, expiresAtMs: null }) };
  const asking = testOf(twice, { bearer: (user) => user.token() });
  await play(asking, { input: loadInput(server.endpoint), tokens });
  assert.deepEqual(seen, ["Bearer t1", "Bearer t2"]);
});

test("an exception in a task is counted under its task with its message and stack, told of, and the user goes on", async () => {
  await using server = await serving();
  const told: unknown[] = [];
  const failing = defineLoadTest({
    users: {
      viewer: {
        wait,
        tasks: {
          all: {
            order: "sequence",
            tasks: {
              bad: () => {
                throw new TypeError("title is missing");
              },
              odd: () => Promise.reject("just a text"),
              good: async (user) => void (await user.http.get("/after")),
            },
          },
        },
      },
    },
    events: { exception: (error, user) => void told.push([String(error), user.id]) },
  });
  const { tick, errors } = await play(failing, { input: loadInput(server.endpoint), plan: eachOncePlan(3, 3, 1) });
  assert.deepEqual(errors, [
    { code: "exception", message: "title is missing", endpoint: "all/bad", count: 3 },
    { code: "exception", message: "just a text", endpoint: "all/odd", count: 3 },
  ]);
  assert.match(tick.errors[0]!.stack, /TypeError: title is missing\n.*user\.test\.ts:\d+/);
  assert.equal(tick.endpoints[0]!.requests, 3);
  assert.deepEqual(told[0], ["TypeError: title is missing", "user-0"]);
  assert.equal(told.length, 6);
});

test("a measure is counted like a request and gives what its act gives", async () => {
  await using server = await serving();
  const given: unknown[] = [];
  const measuring = testOf(async (user) => {
    given.push(await user.measure("sleep", () => pause(30, "rested")), await user.measure("at once", () => 7));
  });
  const { tick, errors } = await play(measuring, { input: loadInput(server.endpoint) });
  assert.deepEqual(given, ["rested", 7]);
  assert.deepEqual(errors, []);
  const [sleep, atOnce] = tick.endpoints;
  assert.deepEqual([sleep!.method, sleep!.name, sleep!.requests, sleep!.outcomes.ok], ["measure", "sleep", 1, 1]);
  assert.ok(sleep!.service.min >= 29_000 && sleep!.service.max < 500_000, String(sleep!.service.max));
  assert.ok(atOnce!.service.max < 20_000);
});

test("an error in a measure is a failed request and goes on to the task, where it counts no second time", async () => {
  await using server = await serving();
  const caught: unknown[] = [];
  const measuring = testOf(async (user) => {
    await user.measure("caught", () => Promise.reject(new Error("no line"))).catch((error) => caught.push(error));
    await user.measure("thrown", () => {
      throw new Error("no port");
    });
  });
  const { tick, errors } = await play(measuring, { input: loadInput(server.endpoint) });
  assert.equal(String(caught[0]), "Error: no line");
  assert.deepEqual(errors, [
    { code: "check-failed", message: "no line", endpoint: "measure caught", count: 1 },
    { code: "check-failed", message: "no port", endpoint: "measure thrown", count: 1 },
  ]);
  assert.deepEqual(
    tick.endpoints.map(({ outcomes }) => outcomes["check-failed"]),
    [1, 1],
  );
});

test("the first measure or request of a task counts from when the task was due, the next from when it was asked", async () => {
  await using server = await serving();
  const late = testOf(async (user) => {
    const until = performance.now() + 400;
    while (performance.now() < until);
    await user.measure("first", () => undefined);
    await user.http.get("/second");
  });
  const { tick } = await play(late, { input: loadInput(server.endpoint) });
  const [first, second] = tick.endpoints;
  assert.ok(first!.intended.min >= 400_000 && first!.service.max < 300_000);
  assert.ok(second!.intended.max < 400_000, String(second!.intended.max));
});

test("counters add up, and what is no number is an error of the script", async () => {
  await using server = await serving();
  const counting = testOf((user) => {
    user.count("visits");
    user.count("titles", 2.5);
    user.count("titles", 3);
    user.count("titles", Number.NaN);
  });
  const { tick, errors } = await play(counting, { input: loadInput(server.endpoint), plan: eachOncePlan(4, 4, 2) });
  assert.deepEqual(tick.counters, { visits: 4, titles: 22 });
  assert.deepEqual(
    errors.map(({ message, count }) => [message, count]),
    [['user.count("titles", NaN): that is no number to add', 4]],
  );
});

test("the request event tells of every request and measure with its outcome and its user", async () => {
  await using server = await serving((request, response) => {
    response.statusCode = request.url === "/gone" ? 404 : 200;
    response.end();
  });
  const told: unknown[] = [];
  const asking = {
    ...testOf(async (user) => {
      await user.http.get("/here");
      await user.http.get("/gone");
      await user.measure("thing", () => undefined);
    }),
    events: {
      request: ({ method, name, outcome, status }: Sample, user: AnyUser) =>
        void told.push([method, name, outcome, status, user.id]),
    },
  };
  await play(asking, { input: loadInput(server.endpoint) });
  assert.deepEqual(told, [
    ["GET", "/here", "ok", 200, "user-0"],
    ["measure", "thing", "ok", 0, "user-0"],
    ["GET", "/gone", "http-error", 404, "user-0"],
  ]);
});

test("an error in a listener, at once or later, is counted and harms nobody", async () => {
  await using server = await serving();
  const asking = {
    ...testOf(async (user) => {
      await user.http.get("/");
      throw new Error("of the task");
    }),
    events: {
      request: () => {
        throw new Error("of the listener");
      },
      exception: () => Promise.reject(new Error("of the other listener")),
    },
  };
  const { tick, errors } = await play(asking, { input: loadInput(server.endpoint), plan: eachOncePlan(2, 2, 1) });
  assert.deepEqual(errors.map(({ message, count }) => `${count} ${message}`).toSorted(), [
    "2 of the listener",
    "2 of the other listener",
    "2 of the task",
  ]);
  assert.equal(tick.endpoints[0]!.outcomes.ok, 2);
});

test("the first request of a user is cold and every later one warm, whatever it asks for", async () => {
  await using server = await serving();
  const asking = testOf(async (user) => {
    for (const path of ["/a", "/b", "/a"]) await user.http.get(path);
  });
  const { tick } = await play(asking, { input: loadInput(server.endpoint), plan: eachOncePlan(5, 5, 2) });
  const colds = tick.endpoints.map(({ name, requests, cold }) => [
    name,
    requests,
    cold.counts.reduce((a, b) => a + b, 0),
  ]);
  assert.deepEqual(colds, [
    ["/a", 10, 5],
    ["/b", 5, 0],
  ]);
});

test("rows without a dataset and a comparison without a config are errors that say what to do", async () => {
  await using server = await serving();
  const rowless = await play(
    testOf((user) => void user.rows()),
    { input: loadInput(server.endpoint) },
  );
  assert.equal(rowless.errors[0]!.code, "PICKUP_NO_DATASET");
  const comparing = testOf(async (user) => user.verify(await user.http.get("/")));
  const { errors } = await play(comparing, { input: loadInput(server.endpoint) });
  assert.equal(errors[0]!.code, "PICKUP_NOTHING_TO_COMPARE");
});

test("a user that is cut short hears it, its requests and measures count as interrupted, and nothing as an error", async () => {
  await using server = await serving(() => undefined);
  let heard = 0;
  const hanging = testOf(async (user) => {
    user.signal.addEventListener("abort", () => heard++);
    await Promise.all([user.http.get("/"), user.measure("sleep", () => pause(60_000, 0, { signal: user.signal }))]);
  });
  const input = loadInput(server.endpoint, { stopTimeoutMs: 50 });
  const { tick, errors } = await play(hanging, { input, plan: spawnPlan(3, 1000, 200) });
  assert.equal(heard, 3);
  assert.equal(tick.interrupted, 6);
  assert.deepEqual([tick.endpoints, errors], [[], []]);
});

test("onStart and onStop run once around the tasks of each user", async () => {
  await using server = await serving();
  const seen: string[] = [];
  const note = (what: string) => (user: AnyUser) => void seen.push(`${what} ${user.index}`);
  const noting = testOf(note("act"), { onStart: note("start"), onStop: note("stop") });
  await play(noting, { input: loadInput(server.endpoint), plan: eachOncePlan(2, 2, 1) });
  assert.deepEqual(seen, ["start 0", "act 0", "stop 0", "start 1", "act 1", "stop 1"]);
});

test("what a script measures after its user was closed is run, but no longer counted", async () => {
  await using server = await serving();
  const ran = Promise.withResolvers<string>();
  const trailing = testOf((user) => {
    setTimeout(() => ran.resolve(user.measure("too late", () => "done")), 30);
  });
  const { tick, errors } = await play(trailing, { input: loadInput(server.endpoint) });
  assert.equal(await ran.promise, "done");
  assert.deepEqual([tick.endpoints, tick.interrupted, errors], [[], 0, []]);
});

test("a failed request is kept with what was asked and answered, and its token nowhere in it", async () => {
  await using server = await serving(({ headers }, response) => {
    response.writeHead(503, { "x-request-id": "r-1" });
    response.end(`{"you":"${headers.authorization}"}`);
  });
  const tokens = { fetch: () => Promise.resolve({ value: "opaque-token-7", expiresAtMs: null }) };
  const ask = async ({ http }: AnyUser) => {
    const answer = await http.get("/x?limit=3", { name: "/x" });
    (await http.get("/y", { name: "/y" })).fail(`refused opaque-token-7`);
    throw new Error(`no use for opaque-token-7 of ${answer.status}`);
  };
  const asking = testOf(ask, { bearer: (user) => user.token() });
  const { tick } = await play(asking, { input: loadInput(server.endpoint), tokens });
  const [sample] = tick.samples;
  assert.deepEqual(
    [sample!.endpoint, sample!.outcome, sample!.reason, sample!.userId, sample!.request, sample!.status],
    ["GET /x", "http-error", "status 503", "user-0", "GET /x?limit=3", 503],
  );
  assert.equal(sample!.responseHeaders.find(({ name }) => name === "x-request-id")?.value, "r-1");
  assert.equal(sample!.bodyExcerpt, '{"you":"Bearer ***"}');
  assert.ok(!JSON.stringify(tick).includes("opaque-token"));
});

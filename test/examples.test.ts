import assert from "node:assert/strict";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { basename, join } from "node:path";
import { json } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, passing, runPickup, startLocal } from "./support/kit.ts";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
// With a seed every run draws the same tasks; in two seconds another draw might leave one out.
const briefly = ["-t", "2s", "--workers", "2", "--run-seed", "examples", "--json-file", "summary.json"];
const atOnce = ["-r", "100"];

/** Runs an example in a folder; what the run came to. */
async function runExample(
  name: string,
  where: string,
  args: readonly string[],
  pace: readonly string[] = atOnce,
): Promise<Summary> {
  const command = ["load", "--headless", join(folder, name), ...briefly, ...pace, ...args];
  const { exitCode, stdout, stderr } = await passing(() => runPickup(where, command));
  assert.equal(exitCode, 0, stdout + stderr);
  assert.equal(stderr, "");
  return JSON.parse(readFileSync(join(where, "summary.json"), "utf8")) as Summary;
}

function requestsOf({ endpoints }: Summary): Record<string, number> {
  return Object.fromEntries(endpoints.map(({ method, name, requests }) => [`${method} ${name}`, requests]));
}

const products = [
  { id: "p1", price: 10 },
  { id: "p2", price: 20 },
];

function shop({ method, url = "" }: IncomingMessage, response: ServerResponse): void {
  const path = url.replace(/\?.*/, "");
  const found = path === "/products" ? products : products.find(({ id }) => path === `/products/${id}`);
  const isOrder = method === "POST" && path === "/orders";
  const isThere = found !== undefined || ["/help", "/basket", "/login"].includes(path);
  response.statusCode = isOrder ? 201 : isThere ? 200 : 404;
  response.setHeader("content-type", "application/json").end(JSON.stringify(found ?? {}));
}

test("the examples of the pickup service pass with every answer verified, also while viewers write", async (t) => {
  const where = emptyFolder(t);
  await startLocal(t, where);
  for (const command of [["config", "6"], ["seed"], ["verify"]]) {
    const { exitCode, stderr } = await runPickup(where, command);
    assert.equal(exitCode, 0, stderr);
  }
  const summary = await runExample("continue-watching.ts", where, ["-u", "6"]);
  assert.deepEqual(Object.keys(requestsOf(summary)), ["GET /continuewatchinghistory"]);
  assert.ok(summary.total.outcomes.ok >= 6);
  assert.equal(summary.total.outcomes.ok, summary.total.requests);

  const writing = await runExample("writes.ts", where, ["-u", "6", "--writes", "50%"]);
  assert.ok(writing.writes.acknowledged > 0);
  assert.equal(writing.total.outcomes["wrong-content"], 0);
  const verified = await runPickup(where, ["verify"]);
  assert.equal(verified.exitCode, 0, verified.stdout);
});

test("the example of any API passes without a config, and asks for all that it describes", async (t) => {
  await using server = await listening(createServer(shop));
  const summary = await runExample("any-api.ts", emptyFolder(t), ["-u", "20", "-H", server.endpoint]);
  const requests = requestsOf(summary);
  assert.deepEqual(Object.keys(requests).toSorted(), [
    "GET /products/none",
    "GET /products/{id}",
    "GET /products?text=…",
    "POST /orders",
  ]);
  assert.equal(summary.total.failures, 0);
  assert.equal(summary.tokens.requested, 0);
});

test("the example of any API fails by its own checks", async (t) => {
  const dearer = createServer((request, response) => {
    if (request.url === "/products") return shop(request, response);
    response.end(JSON.stringify({ price: 11 }));
  });
  await using server = await listening(dearer);
  const args = [
    "load",
    "--headless",
    join(folder, "any-api.ts"),
    ...briefly,
    ...atOnce,
    "-u",
    "8",
    "-H",
    server.endpoint,
  ];
  const { exitCode, stdout } = await runPickup(emptyFolder(t), args);
  assert.equal(exitCode, 99);
  assert.match(stdout, /another price/);
  assert.match(stdout, /status 200/);
});

test("the example of a journey takes its steps in order, and tags choose among them", async (t) => {
  const asked: string[] = [];
  const keeping = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    shop(request, response);
  });
  await using server = await listening(keeping);
  const one = ["-u", "1", "-t", "4s", "-H", server.endpoint];
  const summary = await runExample("journey.ts", emptyFolder(t), one);
  assert.equal(asked[0], "GET /products");
  assert.equal(asked.at(-1), "DELETE /basket");
  const steps = asked
    .slice(1)
    .join(" ")
    .replaceAll(/GET \/products\/p[12]/g, "CHOOSE");
  assert.match(steps, /GET \/products CHOOSE POST \/orders/);
  assert.equal(summary.counters.orders, requestsOf(summary)["POST /orders"]);
  assert.equal(requestsOf(summary)["GET first look"], 1);

  const reading = await runExample("journey.ts", emptyFolder(t), [...one, "--tags", "read"]);
  assert.equal(requestsOf(reading)["POST /orders"], undefined);
  assert.ok(requestsOf(reading)["GET /products"]! > 0);
  const ordering = await runExample("journey.ts", emptyFolder(t), [...one, "--exclude-tags", "read"]);
  assert.deepEqual(Object.keys(requestsOf(ordering)).toSorted(), ["DELETE /basket", "GET first look", "POST /orders"]);
});

test("the example of several users has its two clerks, and the others by weight", async (t) => {
  const clerks = new Set<unknown>();
  const counting = createServer((request, response) => {
    if (request.headers["x-role"] === "clerk") clerks.add(request.socket.remotePort);
    shop(request, response);
  });
  await using server = await listening(counting);
  const summary = await runExample("several-users.ts", emptyFolder(t), ["-u", "20", "-H", server.endpoint]);
  assert.equal(clerks.size, 2);
  const requests = requestsOf(summary);
  assert.ok(requests["GET /products"]! > requests["GET /help"]!);
  assert.ok(requests["POST /orders"]! > 0);
});

test("the example of a feeder logs in as each row of its file", async (t) => {
  const logins: unknown[] = [];
  const users = new Set<unknown>();
  const noting = createServer((request, response) => {
    if (request.url === "/login") request.on("data", (json: Buffer) => logins.push(JSON.parse(json.toString())));
    else users.add(request.headers["x-user"]);
    shop(request, response);
  });
  await using server = await listening(noting);
  await runExample("feeder.ts", emptyFolder(t), ["-u", "5", "-H", server.endpoint]);
  assert.deepEqual(users, new Set(["anna", "bert", "carla", "dora", "emil"]));
  assert.equal(logins.length, 5);
  assert.ok(
    logins.some((row) => isDeepStrictEqual(row, { login: "carla", password: "secret-3", note: 'a "quoted" word' })),
  );
  const tooMany = await runPickup(emptyFolder(t), [
    "load",
    "--headless",
    join(folder, "feeder.ts"),
    "-u",
    "6",
    "-H",
    server.endpoint,
  ]);
  assert.equal(tooMany.exitCode, 2);
  assert.match(tooMany.stderr, /the dataset has 5 users/);
});

test("the example of a measure counts what is not HTTP like requests, and tears down", async (t) => {
  await using server = await listening(createServer(shop));
  const where = emptyFolder(t);
  const summary = await runExample("measure.ts", where, ["-u", "4", "-H", server.endpoint]);
  const opened = requestsOf(summary)["measure open a connection"]!;
  assert.ok(opened > 8);
  assert.equal(summary.counters.connections, opened);
  assert.equal(summary.thresholds[0]?.passed, true);
});

test("the example of a login keeps each member's session, renews one that expired, and ends it", async (t) => {
  const sessions = new Map<string, { readonly login: string; uses: number }>();
  let logouts = 0;
  const members = createServer((request, response) => {
    const session = sessions.get(/session=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "");
    if (request.url === "/login") {
      void json(request).then((given) => {
        const id = `s${sessions.size}`;
        sessions.set(id, { login: (given as { login: string }).login, uses: 0 });
        response.setHeader("set-cookie", `session=${id}; Path=/; HttpOnly`).end();
      });
    } else if (request.url === "/account") {
      // A session is good for three looks.
      const isGood = session !== undefined && ++session.uses <= 3;
      response.writeHead(isGood ? 200 : 401).end(JSON.stringify({ login: session?.login }));
    } else {
      if (request.url === "/logout" && session !== undefined) logouts++;
      response.end("{}");
    }
  });
  await using server = await listening(members);
  const summary = await runExample("login.ts", emptyFolder(t), ["-u", "4", "-t", "4s", "-H", server.endpoint]);
  assert.equal(logouts, 4);
  assert.ok(sessions.size > 4);
  assert.equal(summary.counters["expired sessions"], sessions.size - 4);
  assert.equal(summary.total.failures, 0);
});

test("the example of GraphQL counts each operation, and an error in a body as a failure", async (t) => {
  let isBroken = false;
  const shop = createServer((request, response) => {
    void json(request).then((asked) => {
      const isOrder = (asked as { query: string }).query.startsWith("mutation Order");
      const data = isOrder ? { order: { id: "o1" } } : { products };
      response.end(JSON.stringify(isBroken && isOrder ? { data: null, errors: [{ message: "sold out" }] } : { data }));
    });
  });
  await using server = await listening(shop);
  const where = emptyFolder(t);
  const args = ["-u", "8", "-H", server.endpoint];
  const summary = await runExample("graphql.ts", where, args);
  assert.deepEqual(Object.keys(requestsOf(summary)).toSorted(), ["POST /graphql order", "POST /graphql products"]);
  assert.equal(summary.total.failures, 0);
  isBroken = true;
  const broken = await runPickup(where, [
    "load",
    "--headless",
    join(folder, "graphql.ts"),
    ...briefly,
    ...atOnce,
    ...args,
  ]);
  assert.equal(broken.exitCode, 99);
  assert.match(broken.stdout, /sold out/);
});

test("the example of an arrival rate starts as many tasks as it says, and the search finds what an API bears", async (t) => {
  await using server = await listening(createServer(shop));
  const where = emptyFolder(t);
  const summary = await runExample("arrival-rate.ts", where, ["-H", server.endpoint], []);
  assert.equal(summary.total.requests, 100);
  assert.ok(summary.thresholds.every(({ passed }) => passed));

  const search = ["--find-max", "--max-of", "users", "-u", "4", "--measure-time", "3s", "-t", "30s"];
  const args = ["load", "--headless", join(folder, "find-max.ts"), ...briefly, ...search, "-H", server.endpoint];
  const { exitCode, stdout } = await runPickup(where, args);
  // On a busy machine it may bear less, or the generator; that it was searched shows all the same.
  assert.ok([0, 98, 99].includes(exitCode), stdout);
  const { steps } = JSON.parse(readFileSync(join(where, "summary.json"), "utf8")) as Summary;
  assert.equal(steps[0]!.target, 4);
});

test("the example of a client of one's own sends commands over one connection of each user", async (t) => {
  const counts = new Map<string, number>();
  const connections = new Set<unknown>();
  const redis = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      connections.add(socket);
      const [, , command, , key = ""] = bytes.toString().split("\r\n");
      counts.set(key, (counts.get(key) ?? 0) + 1);
      socket.write(command === "INCR" ? `:${counts.get(key)}\r\n` : "+OK\r\n");
    });
  });
  redis.listen(0, "127.0.0.1");
  await once(redis, "listening");
  t.after(() => redis.close());
  const host = `http://127.0.0.1:${(redis.address() as AddressInfo).port}`;
  const summary = await runExample("custom-client.ts", emptyFolder(t), ["-u", "4", "-H", host]);
  const requests = requestsOf(summary);
  assert.equal(connections.size, 4);
  assert.equal(requests["measure connect"], 4);
  const sent = [...counts.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(requests["measure INCR"]! + requests["measure SET"]!, sent);
  assert.equal(summary.counters["odd replies"], undefined);
});

test("every example begins with what it shows and the command that runs it", () => {
  for (const name of globSync(["*.ts", "*/load-test.ts"], { cwd: folder })) {
    const text = readFileSync(join(folder, name), "utf8");
    assert.match(text, new RegExp(`^// [A-Z][^]*?\\n//     pickup load ${basename(name)}\\b`), name);
  }
});

test("every example is in the table of examples/README.md", () => {
  const table = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...table.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name!);
  assert.deepEqual(listed.toSorted(), globSync(["*.ts", "*/load-test.ts"], { cwd: folder }).toSorted());
});

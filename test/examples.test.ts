import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const briefly = ["-r", "100", "-t", "2s", "--workers", "2", "--json-file", "summary.json"];

/** Runs an example in a folder; what the run came to. */
async function runExample(name: string, where: string, args: readonly string[]): Promise<Summary> {
  const { exitCode, stdout, stderr } = await runPickup(where, [
    "load",
    "--headless",
    join(folder, name),
    ...briefly,
    ...args,
  ]);
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

test("the example of the pickup service passes with every answer verified", async (t) => {
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
  const args = ["load", "--headless", join(folder, "any-api.ts"), ...briefly, "-u", "8", "-H", server.endpoint];
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
  const one = ["-u", "1", "-H", server.endpoint];
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

test("every example is in the table of examples/README.md", () => {
  const table = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...table.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name!);
  assert.deepEqual(listed.toSorted(), globSync(["*.ts", "*/load-test.ts"], { cwd: folder }).toSorted());
});

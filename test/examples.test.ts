import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup, startLocal } from "./support/kit.ts";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const briefly = ["-r", "100", "-t", "2s", "--workers", "2", "--json-file", "summary.json"];

/** Runs an example in a folder; what the run came to. */
async function runExample(name: string, where: string, args: readonly string[]): Promise<Summary> {
  const { exitCode, stdout, stderr } = await runPickup(where, ["load", join(folder, name), ...briefly, ...args]);
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
  response.statusCode = isOrder ? 201 : found === undefined ? 404 : 200;
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
  const args = ["load", join(folder, "any-api.ts"), ...briefly, "-u", "8", "-H", server.endpoint];
  const { exitCode, stdout } = await runPickup(emptyFolder(t), args);
  assert.equal(exitCode, 99);
  assert.match(stdout, /another price/);
  assert.match(stdout, /status 200/);
});

test("every example is in the table of examples/README.md", () => {
  const table = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...table.matchAll(/^\| \[`([^`]+)`\]/gm)].map(([, name]) => name!);
  assert.deepEqual(listed.toSorted(), globSync("*.ts", { cwd: folder }).toSorted());
});

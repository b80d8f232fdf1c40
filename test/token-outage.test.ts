import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dynamodbOptions } from "../src/dynamodb/index.ts";
import { systemClock } from "../src/ground/index.ts";
import { claimLocalStack, localOptions, startLocalStack } from "../src/local/index.ts";
import type { Summary } from "../src/results/index.ts";
import { emptyFolder, runPickup, startPickup } from "./support/kit.ts";

test("users outlive an outage of the token service and ask again once it is back, and the summary tells of it", async (t) => {
  const folder = emptyFolder(t);
  mkdirSync(join(folder, ".pickup"));
  const stack = await startLocalStack({
    folder,
    table: dynamodbOptions.table.default,
    region: dynamodbOptions.region.default,
    productCode: localOptions.productCode.default,
    tokenLifetimeMs: 4000,
    ports: { dynamodb: 0, tokens: 0, api: 0 },
    clock: systemClock,
    notice: () => undefined,
  });
  t.after(() => stack.close());
  const { dynamodb, tokens, api } = stack;
  await claimLocalStack(folder, { dynamodb: dynamodb.url, tokens: tokens.url, api: api.url, pid: process.pid });
  assert.equal((await runPickup(folder, ["config", "10"])).exitCode, 0);
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);

  const load = startPickup(folder, ["load", "--headless", "-u", "10", "-r", "100", "-t", "24s"]);
  await load.waitFor(/5s · 10 users/);
  await tokens.stop();
  await new Promise((resolve) => setTimeout(resolve, 7000)); // longer than any token lives
  await tokens.start();
  const { stdout } = await load.ended;

  const id = readdirSync(join(folder, "runs"))[0]!;
  const read = (name: string) => readFileSync(join(folder, "runs", id, name), "utf8");
  const summary = JSON.parse(read("summary.json")) as Summary;
  assert.ok(summary.tokens.failed > 0, stdout);
  assert.ok(
    summary.errors.some(({ code }) => code === "PICKUP_TOKEN_SERVICE_UNREACHABLE"),
    JSON.stringify(summary.errors),
  );
  assert.equal(summary.total.outcomes["wrong-content"], 0);
  const requestsIn = (line: string) => {
    const { endpoints } = JSON.parse(line) as { endpoints: { requests: number; outcomes: { ok: number } }[] };
    return endpoints.reduce((sum, { outcomes }) => sum + outcomes.ok, 0);
  };
  const perSecond = read("ticks.jsonl").trim().split("\n").map(requestsIn);
  const afterwards = perSecond.slice(-6).reduce((sum, count) => sum + count, 0);
  assert.ok(afterwards >= 10, `answers by second: ${perSecond.join(" ")}`);
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Summary } from "../../src/results/index.ts";
import { emptyFolder, runPickup, startLocal } from "../support/kit.ts";

// In the soak: 500 users for two minutes with tokens of 20 s. Else for a sixth of the time, with so many users that
// the seconds differ little by chance.
const isSoak = process.env.PICKUP_SOAK === "1";
const scene = isSoak
  ? { users: 500, lifeSeconds: 20, runSeconds: 120, rotateSeconds: 30 }
  : { users: 200, lifeSeconds: 8, runSeconds: 20, rotateSeconds: 7 };

/** How many tokens each second of a run asked for. */
function tokensBySecond(folder: string): number[] {
  const [run] = readdirSync(join(folder, "runs"));
  const lines = readFileSync(join(folder, "runs", run!, "ticks.jsonl"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => (JSON.parse(line) as { tokens: { requested: number } }).tokens.requested);
}

test("short-lived tokens and a signing key that changes fail no request, and renewals come in no burst", async (t) => {
  const { users, lifeSeconds, runSeconds, rotateSeconds } = scene;
  const folder = emptyFolder(t);
  const life = ["--token-lifetime", `${lifeSeconds}s`, "--token-key-rotation", `${rotateSeconds}s`];
  await startLocal(t, folder, ["--store", "memory", ...life]);
  assert.equal((await runPickup(folder, ["config", String(users), "30"])).exitCode, 0);
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
  const json = join(folder, "summary.json");
  const run = ["-u", String(users), "-r", String(users), "-t", `${runSeconds}s`, "--json-file", json];
  const { stdout } = await runPickup(folder, ["load", "--headless", ...run]);
  const { total, tokens } = JSON.parse(readFileSync(json, "utf8")) as Summary;
  assert.ok(total.requests > 0, stdout);
  assert.deepEqual([total.outcomes["http-error"], tokens.failed], [0, 0], stdout);
  assert.ok(tokens.requested > (users * runSeconds) / lifeSeconds, `only ${tokens.requested} tokens`);
  assert.ok(tokens.latencyMs !== null);
  // The first token of each user is no renewal.
  const renewals = tokensBySecond(folder).slice(Math.ceil(lifeSeconds / 5));
  const mean = renewals.reduce((sum, count) => sum + count, 0) / renewals.length;
  // By two seconds: a machine that stands still for one has those of both in the second.
  const pairs = renewals.slice(1).map((count, i) => count + renewals[i]!);
  assert.ok(Math.max(...pairs) <= 4 * mean, `${renewals.join(" ")}: mean ${mean}`);
});

import assert from "node:assert/strict";
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import type { Summary } from "../src/results/index.ts";
import { listening } from "./support/dynalite.ts";
import { emptyFolder, runPickup } from "./support/kit.ts";

const many = process.env.PICKUP_SOAK === undefined ? 200_000 : 1_000_000;

const source = `
  import { constant, defineLoadTest, rows } from "pickup-load-test";
  export default defineLoadTest({
    dataset: rows("users.csv"),
    users: {
      viewer: {
        wait: constant(0.05),
        tasks: {
          async ask(user) {
            const [row] = user.rows();
            if (row.id !== user.id) throw new Error("the row of another user");
            await user.http.get("/", { headers: { "x-user": user.id } });
          },
        },
      },
    },
  });`;

function* linesOf(rows: number): Generator<string> {
  yield "id,login,note\n";
  for (let row = 0; row < rows; row++) yield `user-${row},login${row}@example.test,"some, note ${row}"\n`;
}

test(`eight workers play ${many} rows: no user twice at once, and little more memory than 1,000 rows take`, async (t) => {
  const active = new Set<unknown>();
  const seen = new Set<unknown>();
  let twice = 0;
  const slow: RequestListener = ({ headers }, response) => {
    const user = headers["x-user"];
    if (active.has(user)) twice++;
    active.add(user);
    seen.add(user);
    setTimeout(() => {
      active.delete(user);
      response.end();
    }, 20);
  };
  await using server = await listening(createServer(slow));
  const peakOf = async (rows: number) => {
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "load-test.ts"), source);
    await pipeline(Readable.from(linesOf(rows)), createWriteStream(join(folder, "users.csv")));
    const args = ["-u", "400", "-r", "1000", "-t", "4s", "--workers", "8", "--json-file", "summary.json"];
    await runPickup(folder, ["load", "--headless", "load-test.ts", "-H", server.endpoint, ...args]);
    const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
    assert.deepEqual([summary.total.failures, summary.errors], [0, []]);
    return summary.generator.peakRssBytes;
  };
  const few = await peakOf(1000);
  seen.clear();
  const grown = (await peakOf(many)) - few;
  assert.equal(seen.size, 400);
  assert.equal(twice, 0);
  assert.ok(grown < 100_000_000, `${Math.round(grown / 1e6)} MB more`);
});

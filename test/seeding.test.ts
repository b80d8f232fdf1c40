import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dynamodbClient, placeholderCredentials, scan } from "../src/dynamodb/index.ts";
import { systemClock } from "../src/ground/index.ts";
import { startDynalite } from "./support/dynalite.ts";
import { emptyFolder, runPickup, startPickup } from "./support/kit.ts";

const oldConfig = fileURLToPath(new URL("fixtures/old-config.json", import.meta.url));
const place = { region: "us-west-2", table: "pickup-cw-snp" };

function folderWithOldConfig(t: TestContext): string {
  const folder = emptyFolder(t);
  copyFileSync(oldConfig, join(folder, "config.json"));
  return folder;
}

async function countIn(endpoint: string): Promise<number> {
  const client = dynamodbClient({ ...place, endpoint }, placeholderCredentials, systemClock);
  let items = 0;
  for await (const page of scan(client)) items += page.length;
  client.close();
  return items;
}

test("an old config seeds exactly 650 items, again 650, and clean takes them away", async (t) => {
  await using server = await startDynalite();
  const folder = folderWithOldConfig(t);
  const target = ["--endpoint", server.endpoint];

  const planned = await runPickup(folder, ["seed", ...target, "--dry-run"]);
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stdout, /650 items of 50 users/);
  assert.ok(!existsSync(join(folder, "runtime.log")));

  const seeded = await runPickup(folder, ["seed", ...target]);
  assert.equal(seeded.exitCode, 0, seeded.stderr);
  assert.match(seeded.stdout, /^target: table pickup-cw-snp at http/);
  assert.match(seeded.stdout, /650 items written to table pickup-cw-snp/);
  assert.equal(await countIn(server.endpoint), 650);

  assert.equal((await runPickup(folder, ["seed", ...target, "--workers", "2"])).exitCode, 0);
  assert.equal(await countIn(server.endpoint), 650);

  const cleaned = await runPickup(folder, ["clean", ...target]);
  assert.match(cleaned.stdout, /650 keys deleted, where they were there, from table pickup-cw-snp/);
  assert.equal(cleaned.exitCode, 0);
  assert.equal(await countIn(server.endpoint), 0);
});

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} in the middle of a seeding keeps what was done and says how to go on`, async (t) => {
    await using database = await startDynalite();
    const endpoint = database.endpoint;
    const folder = emptyFolder(t);
    const config = {
      ...(JSON.parse(readFileSync(oldConfig, "utf8")) as object),
      hurleyUserIds: [],
      generatedUsers: { count: 20_000 },
    };
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    const seeding = startPickup(folder, ["seed", "--endpoint", endpoint]);
    await seeding.waitFor(/made table/);
    await writtenIn(endpoint);
    seeding.process.kill(signal);
    const ended = await seeding.ended;
    assert.equal(ended.exitCode, exitCode, ended.stderr);
    assert.match(ended.stdout, /of 260,000 items left; the same `pickup seed` goes on from here/);
    const [, left] = /stopped with ([\d,]+) of/.exec(ended.stdout)!;
    const done = 260_000 - Number(left!.replaceAll(",", ""));
    assert.ok(done > 0 && done < 260_000);
    assert.ok((await countIn(endpoint)) >= done);
    assert.match(readFileSync(join(folder, "runtime.log"), "utf8"), /"event":"end".*"interrupted":true/);
  });
}

async function writtenIn(endpoint: string): Promise<void> {
  while ((await countIn(endpoint)) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

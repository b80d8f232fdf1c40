// What the embedded database cannot show: that Amazon's own DynamoDB takes what is sent, and answers as it is read.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test, type TestContext } from "node:test";
import type { Config } from "../src/dataset/index.ts";
import type { AttributeMap } from "../src/dynamodb/index.ts";
import { startDynamodbLocal } from "./support/dynamodb-local.ts";
import { needsDynamodbLocal } from "./support/needs.ts";
import { configOf, seedingScene } from "./support/seeding-scene.ts";

const isSoak = process.env["PICKUP_SOAK"] === "1";
const users = 20;
const config: Config = { ...configOf(users), productCode: "hboMäx" };
const storm = { partlyUnprocessed: 0.3, exceptions: 0.1, wrongChecksums: 0.05 };

async function runIn(t: TestContext): Promise<void> {
  await using database = await startDynamodbLocal();
  const scene = await seedingScene(t, config, storm, database.endpoint);
  const foreign: AttributeMap = { prof: { S: "somebody:hboMax" }, parent: { S: "urn" }, deep: { L: [{ N: "1.5" }] } };
  await scene.database.call("PutItem", { Item: foreign });
  const seeded = await scene.run(["seed"]);
  assert.equal(seeded.exitCode, 0, seeded.stderr);
  const checked = await scene.run(["seed", "--check"]);
  assert.match(checked.stdout, /0 missing, 0 extra, 0 different/);
  assert.equal(checked.exitCode, 0, checked.stderr);
  assert.equal((await scene.items()).length, users * 13 + 1);
  const cleaned = await scene.run(["clean"]);
  assert.equal(cleaned.exitCode, 0, cleaned.stderr);
  assert.deepEqual(await scene.items(), [foreign]);
}

test(
  "DynamoDB Local: a seeding through a storm loses nothing, and clean leaves only what is foreign",
  needsDynamodbLocal(),
  runIn,
);

if (isSoak) {
  test("DynamoDB Local: what holds against the embedded database holds here", needsDynamodbLocal(), async (t) => {
    await using database = await startDynamodbLocal();
    const { PICKUP_SOAK: _long, NODE_TEST_CONTEXT: _nested, ...environment } = process.env;
    const { status, stdout } = spawnSync(process.execPath, ["scripts/test.ts", "test/alone/seeding-holds.test.ts"], {
      env: { ...environment, PICKUP_TEST_DYNAMODB: database.endpoint },
      encoding: "utf8",
    });
    t.diagnostic(stdout);
    assert.equal(status, 0);
  });
}

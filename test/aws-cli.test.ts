import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type AttributeMap, dynamodbClient, placeholderCredentials } from "../src/dynamodb/index.ts";
import { systemClock } from "../src/ground/index.ts";
import { startDynalite } from "./support/dynalite.ts";
import { needs } from "./support/needs.ts";

const scripts = fileURLToPath(new URL("../aws-cli", import.meta.url));
const profile = "PICKUP-LT-EXAMPLE000000000:hboMax";

/** Runs a script with nothing about AWS in its environment but what is given; standard output is JSON or empty. */
async function run(script: string, args: readonly string[], environment: { readonly [name: string]: string } = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PICKUP_|AWS_)/.test(name));
  const env = { ...Object.fromEntries(inherited), AWS_EC2_METADATA_DISABLED: "true", ...environment };
  const { stdout, stderr } = await promisify(execFile)(`${scripts}/${script}`, args, { env });
  return { json: stdout === "" ? null : (JSON.parse(stdout) as unknown), stderr };
}

function itemIn(file: string): AttributeMap {
  return JSON.parse(readFileSync(`${scripts}/${file}`, "utf8")) as AttributeMap;
}

test("the scripts make the table, put markers, show a profile with its types, and count", needs("aws"), async () => {
  await using database = await startDynalite();
  const at = ["--endpoint-url", database.endpoint];
  const made = await run("create-table.sh", at);
  const again = await run("create-table.sh", at);
  assert.match(again.stderr, /table pickup-cw-snp is there already/);
  assert.deepEqual(again.json, made.json);
  const described = (await run("describe-table.sh", at)).json as { Table: { [field: string]: unknown } };
  assert.equal(described.Table["TableStatus"], "ACTIVE");
  assert.deepEqual(described.Table["KeySchema"], [
    { AttributeName: "prof", KeyType: "HASH" },
    { AttributeName: "parent", KeyType: "RANGE" },
  ]);
  await run("put-marker.sh", at);
  await run("put-marker.sh", [`${scripts}/episode-marker.json`, ...at]);
  const { Items: items } = (await run("query-profile.sh", [profile, ...at])).json as { Items: AttributeMap[] };
  assert.deepEqual(items, [itemIn("marker.json"), itemIn("episode-marker.json")]);
  assert.equal((await run("count-items.sh", at)).json, 2);
});

test("the scripts take endpoint and table from the environment, and count over all pages", needs("aws"), async () => {
  await using database = await startDynalite();
  const environment = { AWS_ENDPOINT_URL: database.endpoint, PICKUP_TABLE: "another-test" };
  await run("create-table.sh", [], environment);
  const target = { endpoint: database.endpoint, region: "us-west-2", table: "another-test" };
  const client = dynamodbClient(target, placeholderCredentials, systemClock);
  // DynamoDB ends a page after 1 MB.
  for (let i = 0; i < 7; i++) {
    const Item = { ...itemIn("marker.json"), parent: { S: `urn:${i}` }, filling: { S: "x".repeat(300_000) } };
    await client.call("PutItem", { Item });
  }
  client.close();
  assert.equal((await run("count-items.sh", [], environment)).json, 7);
});

test("a profile that is missing or could break the query is refused with a line on the use", needs("aws"), async () => {
  for (const args of [[], ["--endpoint-url"], ['x"}}:hboMax']]) {
    await assert.rejects(run("query-profile.sh", args), { code: 2, stderr: /^usage: query-profile.sh USERID/ });
  }
});

test("a table that is absent, or a service that is down, ends a script with an error", needs("aws"), async () => {
  const database = await startDynalite();
  const at = ["--endpoint-url", database.endpoint];
  await assert.rejects(run("count-items.sh", at), { stderr: /ResourceNotFoundException/ });
  await database[Symbol.asyncDispose]();
  await assert.rejects(run("create-table.sh", at, { AWS_MAX_ATTEMPTS: "1" }), { stderr: /Could not connect/ });
});

test("the example markers have every attribute of the table", () => {
  for (const file of ["marker.json", "episode-marker.json"]) {
    const types = Object.entries(itemIn(file)).map(([name, value]) => `${name} ${Object.keys(value)[0]}`);
    const asset = file === "marker.json" ? "asset NULL" : "asset S";
    const expected = [
      "prof S",
      "parent S",
      asset,
      "position N",
      "runtime N",
      "time N",
      "ttl N",
      "done BOOL",
      "showcw BOOL",
    ];
    assert.deepEqual(types, expected);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, describeTarget, isAws, requireTestTable, resolveTarget } from "./target.ts";

const options = { table: "pickup-cw-snp", region: "us-west-2", endpoint: undefined, aws: false, target: undefined };
const noLocalStack = async () => null;
const localStack = async () => "http://127.0.0.1:4567";
const mustNotBeAsked = async () => assert.fail("the local stack was asked for");

test("a named target is taken without looking for a local stack", async () => {
  const place = { region: "us-west-2", table: "pickup-cw-snp" };
  const byAws = await resolveTarget({ ...options, aws: true }, mustNotBeAsked);
  assert.deepEqual(byAws, { ...place, endpoint: null, origin: "aws" });
  const byEnvironment = await resolveTarget({ ...options, target: "aws" }, mustNotBeAsked);
  assert.deepEqual(byEnvironment, byAws);
  const byEndpoint = await resolveTarget({ ...options, endpoint: "http://db:8000" }, mustNotBeAsked);
  assert.deepEqual(byEndpoint, { ...place, endpoint: "http://db:8000", origin: "endpoint" });
});

test("without a name the living local stack is used, and nothing else is guessed", async () => {
  const target = await resolveTarget(options, localStack);
  assert.equal(target.endpoint, "http://127.0.0.1:4567");
  assert.equal(target.origin, "local-stack");
  await assert.rejects(resolveTarget(options, noLocalStack), { code: "PICKUP_TARGET_MISSING", exitCode: 2 });
});

test("two named targets are an error", async () => {
  const both = { ...options, aws: true, endpoint: "http://db:8000" };
  await assert.rejects(resolveTarget(both, mustNotBeAsked), { code: "PICKUP_TARGET_AMBIGUOUS", exitCode: 2 });
});

test("the real DynamoDB is recognised by whatever address", () => {
  const at = (endpoint: string | null, region = "us-west-2") => ({ endpoint, region, table: "t" });
  assert.ok(isAws(at(null)));
  assert.ok(isAws(at("https://dynamodb.us-west-2.amazonaws.com")));
  assert.ok(isAws(at("https://vpce-1.dynamodb.us-east-1.vpce.amazonaws.com")));
  assert.ok(isAws(at("https://dynamodb.us-west-2.api.aws")));
  assert.ok(!isAws(at("http://127.0.0.1:8000")));
  assert.ok(!isAws(at("http://amazonaws.com.example.org")));
  assert.equal(addressOf(at(null)), "https://dynamodb.us-west-2.amazonaws.com");
  assert.equal(addressOf(at(null, "cn-north-1")), "https://dynamodb.cn-north-1.amazonaws.com.cn");
});

test("a target is described with its region and where it is", () => {
  const place = { region: "us-west-2", table: "pickup-cw-snp" };
  const aws = describeTarget({ ...place, endpoint: null, origin: "aws" });
  assert.equal(aws, "table pickup-cw-snp in AWS, region us-west-2");
  const local = describeTarget({ ...place, endpoint: "http://127.0.0.1:4567", origin: "local-stack" });
  assert.equal(local, "table pickup-cw-snp at http://127.0.0.1:4567 (pickup local)");
});

test("only a table that says it is for tests, or whose name is repeated, is written to", () => {
  for (const name of ["pickup-cw-snp", "Test-1", "my-DEV-table", "localtable", "loadtest"]) {
    requireTestTable(name, undefined);
  }
  requireTestTable("pickup-cw-prod", "pickup-cw-prod");
  for (const allowed of [undefined, "pickup-cw", "pickup-cw-prod2"]) {
    assert.throws(() => requireTestTable("pickup-cw-prod", allowed), {
      code: "PICKUP_TABLE_NOT_FOR_TESTS",
      exitCode: 2,
    });
  }
});

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { credentialsFor } from "./credentials.ts";

const place = { region: "us-west-2", table: "t-test" };
const emulator = { ...place, endpoint: "http://127.0.0.1:8000", origin: "endpoint" } as const;
const aws = { ...place, endpoint: null, origin: "aws" } as const;

/** The SDK's chain reads the process's environment; here it finds nothing but what a test puts there. */
const before = { ...process.env };
const emptyHome = "/nonexistent";
Object.assign(process.env, { HOME: emptyHome, AWS_EC2_METADATA_DISABLED: "true" });
for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"]) {
  delete process.env[name];
}
after(() => (process.env = before));

test("a real table without credentials is an error with exit code 4", async () => {
  await assert.rejects(credentialsFor(aws).get(), { code: "PICKUP_CREDENTIALS_ABSENT", exitCode: 4 });
});

test("a VPC endpoint of AWS gets no placeholder credentials", async () => {
  const vpc = { ...emulator, endpoint: "https://vpce-1.dynamodb.us-west-2.vpce.amazonaws.com" };
  await assert.rejects(credentialsFor(vpc).get(), { code: "PICKUP_CREDENTIALS_ABSENT" });
});

test("an emulator without credentials gets placeholders", async () => {
  assert.equal((await credentialsFor(emulator).get()).accessKeyId, "local");
  assert.equal((await credentialsFor({ ...emulator, origin: "local-stack" }).get()).accessKeyId, "local");
});

test("credentials of the environment are used, for an emulator too, but not for the local stack", async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "s3cret" });
  assert.equal((await credentialsFor(aws).get()).accessKeyId, "AKIDEXAMPLE");
  assert.equal((await credentialsFor(emulator).get()).accessKeyId, "AKIDEXAMPLE");
  assert.equal((await credentialsFor({ ...emulator, origin: "local-stack" }).get()).accessKeyId, "local");
});

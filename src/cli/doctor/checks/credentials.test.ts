import assert from "node:assert/strict";
import { test } from "node:test";
import { type Credentials, fixedCredentials } from "../../../dynamodb/index.ts";
import { systemClock } from "../../../ground/index.ts";
import type { Patient } from "../patient.ts";
import { credentialsCheck } from "./credentials.ts";

const minuteMs = 60_000;

function look(credentials: Partial<Credentials>, environment: { readonly [name: string]: string } = {}) {
  const source = fixedCredentials({ accessKeyId: "AKIAEXAMPLE", secretAccessKey: "s3cret", ...credentials });
  const patient = { world: { environment, clock: systemClock }, credentials: async () => source };
  return credentialsCheck.run(patient as unknown as Patient);
}

function inMinutes(minutes: number): Date {
  return new Date(systemClock.wallNow() + minutes * minuteMs);
}

test("credentials are told by their provider, their profile and their end", async () => {
  const $source = { CREDENTIALS_PROFILE_SSO: "r", CREDENTIALS_SSO: "s" };
  const found = await look({ $source, expiration: inMinutes(60) }, { AWS_PROFILE: "user-developer" });
  assert.partialDeepStrictEqual(found, { status: "ok", exitCode: 0 });
  assert.match(JSON.stringify(found), /from SSO, profile user-developer \(key …MPLE\), until 20\d\d-/);
  assert.doesNotMatch(JSON.stringify(found), /AKIA|s3cret/);
});

test("keys of the environment have no profile, and no end that is known", async () => {
  const found = await look({ $source: { CREDENTIALS_ENV_VARS: "g" } }, { AWS_PROFILE: "other" });
  assert.partialDeepStrictEqual(found, {
    status: "ok",
    text: "from the environment (key …MPLE), without an end that is known",
  });
});

test("expired credentials are a failure with exit code 4, those that end soon a warning", async () => {
  const cure = "Log in again (`aws sso login`, or your company's way).";
  const code = "PICKUP_CREDENTIALS_EXPIRED";
  assert.partialDeepStrictEqual(await look({ expiration: inMinutes(-1) }), {
    status: "failure",
    code,
    cure,
    exitCode: 4,
  });
  assert.partialDeepStrictEqual(await look({ expiration: inMinutes(5) }), {
    status: "warning",
    code,
    cure,
    exitCode: 0,
  });
});

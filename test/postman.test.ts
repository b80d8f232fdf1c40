import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listening } from "./support/dynalite.ts";
import { emptyFolder } from "./support/kit.ts";
import { putMarker, startStack } from "./support/local-stack.ts";

const folder = fileURLToPath(new URL("../postman", import.meta.url));
const newman = createRequire(import.meta.url).resolve("newman/bin/newman.js");
const environments = ["local", "test"] as const;

interface Environment {
  readonly values: readonly { readonly key: string; readonly value: string; readonly type: string }[];
}

function environmentOf(name: (typeof environments)[number]): Environment {
  return JSON.parse(readFileSync(`${folder}/${name}.postman_environment.json`, "utf8")) as Environment;
}

function valueIn(environment: Environment, key: string): string {
  return environment.values.find((variable) => variable.key === key)!.value;
}

/** Runs the collection with the environment of the embedded stack; its exit code is the number of failed runs. */
function runNewman(tokenUrl: string, apiUrl: string): Promise<{ exitCode: number; output: string }> {
  const variables = Object.entries({ tokenUrl, apiUrl }).flatMap(([name, url]) => ["--env-var", `${name}=${url}`]);
  const files = ["pickup.postman_collection.json", "-e", "local.postman_environment.json"];
  const args = [newman, "run", ...files, ...variables, "--color", "off", "--timeout-request", "10000"];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

test("the collection passes in newman against the embedded stack", async (t) => {
  const stack = await startStack(t, emptyFolder(t));
  const userId = valueIn(environmentOf("local"), "userId");
  const nowMs = Date.now();
  for (const daysAgo of [3, 1, 2]) {
    await putMarker(stack, userId, `urn:hbo:feature:${daysAgo}`, nowMs - daysAgo * 86_400_000);
  }
  const { exitCode, output } = await runNewman(stack.tokens.url, stack.api.url);
  assert.equal(exitCode, 0, output);
  assert.match(output, /assertions[ │]+5[ │]+0/);
});

test("the collection fails on a history whose oldest title comes first, and says so", async () => {
  const entry = (day: number) => ({ id: `urn:${day}`, created: `2026-11-0${day}T00:00:00Z`, position: 1, runtime: 2 });
  const answer = JSON.stringify({ encryptedToken: "t", continueWatching: [entry(1), entry(2)] });
  await using server = await listening(
    createServer((_, response) => response.setHeader("content-type", "application/json").end(answer)),
  );
  const { exitCode, output } = await runNewman(server.endpoint, server.endpoint);
  assert.equal(exitCode, 1);
  assert.match(output, /assertions[ │]+5[ │]+1/);
  assert.match(output, /the newest title comes first/);
});

test("both environments know every variable of the collection, and no secret has a value", () => {
  const collection = readFileSync(`${folder}/pickup.postman_collection.json`, "utf8");
  const used = new Set([...collection.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!));
  for (const name of environments) {
    const { values } = environmentOf(name);
    assert.deepEqual(
      [...used].filter((variable) => !values.some(({ key }) => key === variable)),
      [],
    );
    assert.ok(values.filter(({ type }) => type === "secret").every(({ value }) => value === ""));
    assert.equal(values.find(({ key }) => key === "token")?.type, "secret");
  }
});

test("the token request is the payload of the us template with the user in its four fields", () => {
  const { item } = JSON.parse(readFileSync(`${folder}/pickup.postman_collection.json`, "utf8")) as {
    item: { request: { body: { raw: string } } }[];
  };
  const environment = environmentOf("local");
  const body = item[0]!.request.body.raw.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) =>
    name === "userId" ? "" : valueIn(environment, name),
  );
  const template = readFileSync(new URL("../token-payloads/us.json", import.meta.url), "utf8");
  assert.deepEqual(JSON.parse(body), JSON.parse(template));
  assert.equal(item[0]!.request.body.raw.split("{{userId}}").length - 1, 4);
});

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { systemClock } from "../../ground/index.ts";
import { runCommandLine } from "../program.ts";
import type { World } from "../world.ts";

const secret = "t0ken-value";
const userIds = Array.from({ length: 12 }, (_, user) => `PICKUP-LT-${user}`);
const config = {
  productCode: "hboMax",
  hurleyUserIds: userIds,
  assets: { features: ["urn:hbo:feature:a"] },
  updateTimeStart: 1_780_000_000,
  updateTimeEnd: 1_790_000_000,
  recordsPerUser: 1,
};

/** A folder with a config and a key, and what `pickup tokens` says in it. */
function bench(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "pickup-tokens-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const interruption = new AbortController();
  const run = async (line: string, environment: World["environment"] = {}) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const interrupted = interruption.signal;
    const world = { stdin: Readable.from([]), stdout, stderr, environment, folder, clock: systemClock, interrupted };
    const exitCode = await runCommandLine(["tokens", ...line.split(" ").filter((word) => word !== "")], world);
    return { exitCode, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
  };
  const lines = (file = "tokens.jsonl") =>
    readFileSync(join(folder, file), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { userId: string });
  return { folder, run, lines, interruption };
}

interface Asked {
  testParameters: { additionalTokenPropertyData: { userId: string; market: string } };
}

async function serve(t: TestContext, answer: (asked: Asked, count: number) => { status?: number; body: object }) {
  let count = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const { status = 200, body } = answer((await json(request)) as Asked, ++count);
    response.writeHead(status).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void listener(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("tokens asks the service for every user of the config and writes them for their owner only", async (t) => {
  const { folder, run, lines } = bench(t);
  const markets = new Set<string>();
  const url = await serve(t, ({ testParameters: { additionalTokenPropertyData: data } }) => {
    markets.add(data.market);
    return { body: { encryptedToken: `${secret}-${data.userId}`, expires_in: 3600 } };
  });
  const { exitCode, out, err } = await run(`--token-url ${url} --market latam --out mine.jsonl`);
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.equal(out, `tokens: ${url}/ · file: ${join(folder, "mine.jsonl")}\n12 tokens fetched\n`);
  assert.deepEqual([...markets], ["latam"]);
  assert.equal(statSync(join(folder, "mine.jsonl")).mode & 0o777, 0o600);
  assert.deepEqual(
    lines("mine.jsonl")
      .map(({ userId }) => userId)
      .toSorted(),
    userIds.toSorted(),
  );
});

test("a second run asks for nobody whose token still holds, also while the service is away", async (t) => {
  const { run, lines } = bench(t);
  assert.equal((await run("--sign-with key.pem")).exitCode, 0);
  const { exitCode, out } = await run("--token-url http://127.0.0.1:1");
  assert.equal(exitCode, 0);
  assert.match(out, /\n0 tokens fetched, 12 kept from an earlier run\n$/);
  assert.equal(lines().length, 12);
});

test("refused users are named with a count, exit code 4, and asked for again by the next run", async (t) => {
  const { run, lines } = bench(t);
  let isStrict = true;
  const url = await serve(t, ({ testParameters: { additionalTokenPropertyData: data } }) =>
    isStrict && data.userId.endsWith("7")
      ? { status: 403, body: { code: secret } }
      : { body: { access_token: secret } },
  );
  const first = await run("", { PICKUP_TOKEN_URL: url });
  assert.equal(first.exitCode, 4);
  assert.match(first.out, /\n11 tokens fetched, 1 refused\n$/);
  assert.match(
    first.err,
    /^error: 1 of 12 users got no token, PICKUP-LT-7 first: the token service .* refused a token: status 403, the body has code\nhint: Check the payload template/,
  );
  assert.ok(!`${first.out}${first.err}`.includes(secret));
  assert.equal(lines().length, 11);
  isStrict = false;
  const second = await run(`--token-url ${url}`);
  assert.equal(second.exitCode, 0);
  assert.match(second.out, /\n1 token fetched, 11 kept from an earlier run\n$/);
});

test("an interrupted run keeps what was fetched, says how to go on, and exits as the signal wants", async (t) => {
  const { run, lines, interruption } = bench(t);
  const url = await serve(t, (_asked, count) => {
    if (count === 5) interruption.abort("SIGTERM");
    return { body: { access_token: secret, expires_in: 60 } };
  });
  const { exitCode, out } = await run(`--token-url ${url} --token-concurrency 1`);
  assert.equal(exitCode, 143);
  assert.match(out, /\n5 tokens fetched; 7 of 12 users left: the same `pickup tokens` goes on from here\n$/);
  assert.equal(lines().length, 5);
});

const badInputs: { line: string; exitCode: number; error: RegExp }[] = [
  {
    line: "--token-url http://127.0.0.1:1",
    exitCode: 5,
    error:
      /^error: the token service http:\/\/127\.0\.0\.1:1\/ cannot be reached: ECONNREFUSED\nhint: Check the address/,
  },
  {
    line: "",
    exitCode: 2,
    error: /^error: nothing says where the users' tokens come from\nhint: Start `pickup local`/,
  },
  { line: "--token-kind none", exitCode: 2, error: /^error: tokens cannot be fetched from the source "none"\nhint: / },
  {
    line: "--sign-with key.pem --alg RS256",
    exitCode: 2,
    error: /^error: the signing key .*key\.pem is a key for EdDSA, not for RS256\nhint: /,
  },
  {
    line: "--sign-with key.pem --out no/tokens.jsonl",
    exitCode: 2,
    error: /^error: the tokens file .* cannot be written: ENOENT\nhint: /,
  },
  {
    line: "--sign-with key.pem --out config.json",
    exitCode: 2,
    error: /^error: line 1 of the tokens file .*config\.json has no userId\nhint: /,
  },
  {
    line: "--sign-with key.pem --token-concurrency 0",
    exitCode: 2,
    error: /^error: --token-concurrency is "0": must be a whole number from 1 to 1000\nhint: /,
  },
  {
    line: "--sign-with key.pem --token-rate fast",
    exitCode: 2,
    error: /^error: --token-rate is "fast": must be a number above 0\nhint: /,
  },
  { line: "--sign-with key.pem --config none.json", exitCode: 2, error: /^error: .*none\.json/ },
];

for (const { line, exitCode, error } of badInputs) {
  test(`pickup tokens ${line} ends with one clear line, a hint and exit code ${exitCode}`, async (t) => {
    const { folder, run } = bench(t);
    const { exitCode: got, err } = await run(line);
    assert.equal(got, exitCode);
    assert.match(err, error);
    assert.match(err, /^error: .+\nhint: .+\nmore: .+\n$/);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "config.json"), "utf8")), config);
  });
}

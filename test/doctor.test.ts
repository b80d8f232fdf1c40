import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { Diagnosis } from "../src/cli/doctor/examine.ts";
import { placeholderCredentials, TableAdmin } from "../src/dynamodb/index.ts";
import { systemClock } from "../src/ground/index.ts";
import { pickupTable } from "../src/seeding/index.ts";
import { openPlaces } from "./bad-input/places.ts";
import { answeringServer, answerText } from "./support/answering-server.ts";
import { runHere } from "./support/here.ts";
import { emptyFolder, startProgram } from "./support/kit.ts";
import { selfSigned } from "./support/self-signed.ts";

const servers = new AsyncDisposableStack();
after(() => servers.disposeAsync());
const { addresses } = servers.use(await openPlaces());
{
  const target = { endpoint: addresses.database, region: "us-west-2", table: "pickup-cw-snp" };
  using admin = await TableAdmin.open(target, placeholderCredentials, systemClock);
  await admin.create(pickupTable);
}

/** A server whose clock is so much off. */
async function dated(offsetMs: number) {
  const date = () => new Date(systemClock.wallNow() + offsetMs).toUTCString();
  return servers.use(await answeringServer(() => answerText("{}", `HTTP/1.1 200 OK\r\nDate: ${date()}\r\n`)));
}
const late = await dated(-600_000);
const punctual = await dated(0);
const { key, cert } = selfSigned();
const secure = servers.use(await answeringServer(() => answerText("{}"), { key, cert }));

interface Found {
  readonly exitCode: number;
  readonly checks: readonly Diagnosis[];
}

/** What the doctor finds, in an empty folder with a free port for the page. */
async function examined(t: TestContext, flags: readonly string[], folder = emptyFolder(t)): Promise<Found> {
  const { exitCode, stdout, stderr } = await runHere(folder, ["doctor", "--json", "--web-port", "0", ...flags]);
  assert.equal(stderr, "");
  const told = JSON.parse(stdout) as Found;
  assert.equal(told.exitCode, exitCode);
  return told;
}

function failuresIn({ checks }: Found) {
  return checks.filter(({ status }) => status === "failure").map(({ check, code, cure }) => ({ check, code, cure }));
}

/** The only failure, with its cure, and the exit code. */
interface Broken {
  readonly what: string;
  readonly flags: readonly string[];
  readonly failure: { readonly check: string; readonly code: string; readonly cure: RegExp };
  readonly exitCode: number;
}

const broken: readonly Broken[] = [
  {
    what: "expired credentials",
    flags: ["--endpoint", addresses.expired],
    failure: { check: "table", code: "PICKUP_CREDENTIALS_EXPIRED", cure: /^Log in again \(`aws sso login`/ },
    exitCode: 4,
  },
  {
    what: "an absent table",
    flags: ["--endpoint", addresses.database, "--table", "absent-test"],
    failure: { check: "table", code: "PICKUP_TABLE_ABSENT", cure: /--create-table/ },
    exitCode: 2,
  },
  {
    what: "a table with other keys",
    flags: ["--endpoint", addresses.database, "--table", "other-test"],
    failure: { check: "table", code: "PICKUP_TABLE_KEYS_WRONG", cure: /--table, or have it made anew/ },
    exitCode: 2,
  },
  {
    what: "a dead token service",
    flags: ["--token-url", addresses.closed],
    failure: { check: "token", code: "PICKUP_TOKEN_SERVICE_UNREACHABLE", cure: /--token-url/ },
    exitCode: 5,
  },
  {
    what: "a token service whose answer lacks the expected field",
    flags: ["--token-url", `${addresses.tokens}/empty`],
    failure: { check: "token", code: "PICKUP_TOKEN_ANSWER_INVALID", cure: /--token-pointer/ },
    exitCode: 4,
  },
  {
    what: "a clock that is ten minutes off",
    flags: ["-H", late.origin, "--token-kind", "none"],
    failure: { check: "clock", code: "PICKUP_CLOCK_SKEWED", cure: /timedatectl set-ntp true/ },
    exitCode: 4,
  },
  {
    what: "a page's port that is taken",
    flags: ["--web-port", addresses.takenPort],
    failure: { check: "page port", code: "PICKUP_WEB_PORT", cure: /--web-port .*--headless/ },
    exitCode: 2,
  },
  {
    what: "an API that takes no connection",
    flags: ["-H", addresses.closed],
    failure: { check: "API", code: "PICKUP_API_UNREACHABLE", cure: /-H URL/ },
    exitCode: 5,
  },
  {
    what: "an API that answers with an error",
    flags: ["-H", addresses.notFound, "--token-kind", "none"],
    failure: { check: "API", code: "PICKUP_API_REFUSED", cure: /--path/ },
    exitCode: 5,
  },
  {
    what: "a dead NATS server",
    flags: ["--nats", "nats://me:s3cret@127.0.0.1:1"],
    failure: { check: "NATS", code: "PICKUP_NATS_UNREACHABLE", cure: /nats-server -js/ },
    exitCode: 5,
  },
];

describe("pickup doctor", { concurrency: 4 }, () => {
  for (const { what, flags, failure, exitCode } of broken) {
    test(`${what} is named with its cure, and exit code ${exitCode}`, async (t) => {
      const found = await examined(t, flags);
      const [only, ...others] = failuresIn(found);
      assert.deepEqual(others, []);
      assert.deepEqual({ check: only?.check, code: only?.code }, { check: failure.check, code: failure.code });
      assert.match(only!.cure!, failure.cure);
      assert.equal(found.exitCode, exitCode);
      assert.doesNotMatch(JSON.stringify(found), /s3cret/);
    });
  }

  test("a low limit of descriptors is named with its cure, and exit code 2", async (t) => {
    const pickup = fileURLToPath(new URL("../bin/pickup", import.meta.url));
    const line = `ulimit -n 128; exec "${pickup}" doctor --web-port 0`;
    const { exitCode, stdout } = await startProgram("bash", emptyFolder(t), ["-c", line]).ended;
    assert.match(stdout, /^failure +descriptors +128 files and connections may be open.*\n +.*ulimit -n 65536/m);
    assert.match(stdout, /\n1 failure, /);
    assert.equal(exitCode, 2);
  });

  test("where all is well each thing is told as ok, and exit code 0", async (t) => {
    const flags = ["--endpoint", addresses.database, "--token-url", addresses.tokens, "-H", punctual.origin];
    const { exitCode, checks } = await examined(t, flags);
    assert.equal(exitCode, 0);
    for (const name of ["credentials", "table", "token", "API", "clock", "DNS", "page port", "descriptors"]) {
      const statuses = checks.filter(({ check }) => check === name).map(({ status }) => status);
      assert.ok(statuses.length > 0 && statuses.every((status) => status === "ok"), `${name}: ${statuses.join()}`);
    }
    assert.match(checks.find(({ check }) => check === "token")!.text, /^one for user-0 from http:\S+ in \d+ ms/);
  });

  test("what nobody named is skipped with the way to name it", async (t) => {
    const { exitCode, checks } = await examined(t, []);
    assert.equal(exitCode, 0);
    for (const name of ["credentials", "table", "token", "API", "NATS"]) {
      const { status, cure } = checks.find(({ check }) => check === name)!;
      assert.equal(status, "skipped", name);
      assert.match(cure!, name === "NATS" ? /--nats/ : /`pickup local`.*(--\w|-H)|-H.*`pickup local`/, name);
    }
  });

  test("a config is told by what is in it, and warned of when its times are odd", async (t) => {
    const folder = emptyFolder(t);
    const found = async () => {
      const { exitCode, checks } = await examined(t, [], folder);
      const { status, code, text } = checks.find(({ check }) => check === "config")!;
      return { exitCode, status, code, text };
    };
    assert.equal((await found()).status, "skipped");
    await runHere(folder, ["config", "3", "5", "2", "--out", "config.json"]);
    const { text, ...fresh } = await found();
    assert.deepEqual(fresh, { exitCode: 0, status: "ok", code: undefined });
    assert.match(text, /^config\.json: 3 users with \d+ markers$/);
    const config = JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) as object;
    writeFileSync(join(folder, "config.json"), JSON.stringify({ ...config, ttl: 1_000_000_000 }));
    const { text: aged, ...told } = await found();
    assert.deepEqual(told, { exitCode: 0, status: "warning", code: "PICKUP_CONFIG_TIMES" });
    assert.match(aged, /ttl \(1000000000\) has passed/);
    writeFileSync(join(folder, "config.json"), "{");
    assert.deepEqual(
      failuresIn(await examined(t, ["--token-url", "http://127.0.0.1:1"], folder)).map(({ check, code }) => [
        check,
        code,
      ]),
      [
        ["config", "PICKUP_CONFIG_INVALID"],
        ["token", "PICKUP_TOKEN_SERVICE_UNREACHABLE"],
      ],
    );
  });

  test("a certificate that nobody vouches for is a failure; one that ends soon a warning", async (t) => {
    const flags = ["-H", secure.origin, "--token-kind", "none"];
    const distrusted = failuresIn(await examined(t, flags));
    assert.deepEqual(
      distrusted.map(({ check, code }) => [check, code]),
      [
        ["API", "PICKUP_API_UNREACHABLE"],
        ["TLS", "PICKUP_CERTIFICATE_UNTRUSTED"],
      ],
    );
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "ca.pem"), cert);
    const { exitCode, checks } = await examined(t, [...flags, "--ca", "ca.pem"], folder);
    const tls = checks.find(({ check }) => check === "TLS")!;
    assert.deepEqual([exitCode, tls.status, tls.code], [0, "warning", "PICKUP_CERTIFICATE_EXPIRING"]);
    assert.match(tls.text, /TLSv1\.3, certificate of localhost until \d{4}-\d\d-\d\d, trusted/);
  });
});

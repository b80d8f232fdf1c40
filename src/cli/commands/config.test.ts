import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { test, type TestContext } from "node:test";
import { VirtualClock } from "../../ground/index.ts";
import { runCommandLine } from "../program.ts";
import type { World } from "../world.ts";

const nowMs = Date.parse("2026-11-23T00:00:00Z");
const dayMs = 86_400_000;
const end = "2026-11-11T00:00:00Z";

/** A world with a folder of its own, and what a command line in it says. */
function bench(context: TestContext, environment: World["environment"] = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pickup-config-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const run = async (line: string, clockMs = nowMs) => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const world: World = {
      stdin: Readable.from([]),
      stdout,
      stderr,
      environment,
      folder,
      clock: new VirtualClock(clockMs),
      interrupted: new AbortController().signal,
    };
    const exitCode = await runCommandLine(line.split(" "), world);
    return { exitCode, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
  };
  const config = (name = "config.json") =>
    JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, unknown>;
  return { folder, run, config };
}

test("config writes a file and says what is in it", async (context) => {
  const { run, config } = bench(context);
  const { exitCode, out, err } = await run(`config 50 --seed x --end ${end}`);
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.match(
    out,
    /^wrote config\.json \(\d+(\.\d)? KB\): 50 users × 13 records = 650 markers from 2026-08-13 to 2026-11-11, seed "x"\n/,
  );
  assert.equal((config().hurleyUserIds as string[]).length, 50);
});

test("a config that was seeded is kept when it is overwritten, and one that was not is not", async (context) => {
  const { folder, run, config } = bench(context);
  await run(`config 5 --seed old --end ${end}`);
  assert.equal((await run(`config 6 --seed between --end ${end} --force`)).err, "");
  mkdirSync(join(folder, ".pickup"));
  writeFileSync(join(folder, ".pickup", "seed-account.json"), "{}");
  const { exitCode, err } = await run(`config 7 --seed new --end ${end} --force`);
  assert.equal(exitCode, 0);
  const [, kept] = /is kept as (config\.[0-9a-f]{8}\.json): `pickup clean --config \1` deletes/.exec(err)!;
  assert.deepEqual([config(kept).seed, config().seed], ["between", "new"]);
});

test("ten million users with a year of history fit in 2 KB", async (context) => {
  const { folder, run } = bench(context);
  const line = "config 10000000 365 53 --compact --seed x --end 2026-11-01T00:00:00Z";
  const { exitCode } = await run(line);
  assert.equal(exitCode, 0);
  assert.ok(statSync(join(folder, "config.json")).size < 2048);
  assert.equal(
    readFileSync(join(folder, "config.json"), "utf8"),
    readFileSync("test/golden/config-compact.json", "utf8"),
  );
});

test("without a seed each file gets one of its own", async (context) => {
  const { run, config } = bench(context);
  await run("config 1 --out a.json");
  await run("config 1 --out b.json");
  assert.match(String(config("a.json").seed), /^[0-9a-f]{16}$/);
  assert.notEqual(config("a.json").seed, config("b.json").seed);
});

test("every option of config reaches the file", async (context) => {
  const { run, config } = bench(context, { PICKUP_CONFIG: "mine.json" });
  const { exitCode } = await run(
    `config 3 30 2 --seed s --end ${end} --user-id me --user-id you --asset urn:a,urn:b --series 1 --compact`,
  );
  assert.equal(exitCode, 0);
  assert.deepEqual(config("mine.json"), {
    productCode: "hboMax",
    seed: "s",
    hurleyUserIds: ["me", "you"],
    generatedUsers: { count: 1, prefix: "PICKUP-LT-" },
    assets: { features: ["urn:a", "urn:b"], generatedSeries: { count: 1, episodes: 10 } },
    updateTimeStart: (Date.parse(end) - 30 * dayMs) / 1000,
    updateTimeEnd: Date.parse(end) / 1000,
    recordsPerUser: 2,
    ttl: (Date.parse(end) + 730 * dayMs) / 1000,
    batch_size: 25,
  });
});

test("a file is overwritten only with --force", async (context) => {
  const { run, config } = bench(context);
  await run("config 1 --seed one");
  const refused = await run("config 1 --seed two");
  assert.equal(refused.exitCode, 2);
  assert.match(refused.err, /config\.json exists already\n.*--force/);
  assert.equal(config().seed, "one");
  assert.equal((await run("config 1 --seed two --force")).exitCode, 0);
  assert.equal(config().seed, "two");
});

test("check tells what an old file would create and what time has done to it", async (context) => {
  const { folder, run } = bench(context);
  writeFileSync(join(folder, "old.json"), readFileSync("test/fixtures/old-config.json"));
  const { exitCode, out, err } = await run("config check old.json");
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.match(
    out,
    /^old\.json is valid and would create\n  50 users\n  650 markers: 13 for each\n  88\.\d KB of items\n/,
  );
  assert.match(out, /\n  times from 2026-08-22T\d\d:\d\d:\d\dZ to 2026-11-\d\dT\d\d:\d\d:\d\dZ\n/);
  assert.match(out, /\nnewest marker is \d days old; with no cut-off declared, 650 of 650 markers are still owed\n$/);
});

test("with a declared cut-off the age of the file shows", async (context) => {
  const { run } = bench(context);
  await run(`config 1000 90 13 --seed x --end ${end}`);
  const { out } = await run("config check --cut-off-days 30");
  const [, owed] =
    /newest marker is 12 days old; with cutOffInDays 30, ([\d,]+) of 13,000 markers are still owed\n$/.exec(out)!;
  assert.ok(Math.abs(Number(owed!.replace(",", "")) - (13_000 * 18) / 90) < 300, owed);
  const later = await run("config check --cut-off-days 30", nowMs + 100 * dayMs);
  assert.match(later.out, /newest marker is 112 days old; with cutOffInDays 30, 0 of 13,000 markers are still owed/);
  const limited = await run("config check --history-limit 10");
  assert.match(limited.out, /with continueWatchingLimit 10, 10,000 of 13,000 markers are still owed/);
});

test("a huge config is checked by a sample, which is said", async (context) => {
  const { run } = bench(context);
  await run(`config 10000000 365 53 --compact --seed x --end ${end}`);
  const { exitCode, out } = await run("config check --cut-off-days 100");
  assert.equal(exitCode, 0);
  assert.match(out, /530,000,000 markers: 53 for each/);
  assert.match(out, /\(sizes, spread and times estimated from 3,773 users\)/);
  assert.match(out, /about 12[6-9],000,000 of 530,000,000 markers are still owed/);
});

test("a config whose times are old is checked with a warning", async (context) => {
  const { run } = bench(context);
  await run(`config 2 --seed x --end ${end}`);
  const { exitCode, err } = await run("config check", nowMs + 2000 * dayMs);
  assert.equal(exitCode, 0);
  assert.match(err, /^warning: .*config\.json: updateTimeStart \(2026-08-13T00:00:00Z\) is more than five years ago\n/);
});

const bad: readonly [line: string, message: RegExp][] = [
  ["config ten", /users is "ten": must be a whole number\n/],
  ["config 5 x y", /days is "x": must be a whole number\n  records is "y": must be a whole number\n/],
  ["config -5", /unknown option|unknown command|-5/],
  ["config 0", /users is 0: must be a whole number from 1/],
  ["config 5 1826", /days is 1826: must be a whole number from 1 to 1825/],
  ["config 5 90 1001", /records is 1001: must be a whole number from 1 to 1000/],
  ["config 5 90 13 7", /too many arguments/],
  ["config", /missing required argument 'users'/],
  ["config 5 --end tomorrow", /--end is "tomorrow": must be a time such as 2026-11-01T00:00:00Z/],
  ["config 5 --end 2026-11-01T00:00:00", /--end is .*: must be a time such as/],
  ["config 5 --end 2027-01-01", /updateTimeEnd \(2027-01-01T00:00:00Z\) is in the future/],
  ["config 5 --end 2021-12-01", /is more than five years ago/],
  ["config 5 --series many", /--series is "many": must be a whole number/],
  ["config 5 90 3 --asset urn:a", /records is 3, but there is only 1 asset:/],
  ["config 1 --user-id a --user-id b", /users is 1, but 2 user ids are given/],
  ["config 2 --user-id a --user-id a", /hurleyUserIds\[1\] repeats hurleyUserIds\[0\]/],
  ["config 2000000", /use --compact/],
  ["config 5 --out none/config.json", /cannot be written: ENOENT/],
  ["config 5 --cut-off-days 30", /--cut-off-days has a meaning only with `pickup config check`/],
  ["config check none.json", /config file .*none\.json does not exist/],
  ["config check a.json b.json", /one file can be checked at a time, not 2/],
  ["config check --compact --seed x", /--seed has no meaning with `pickup config check`\n  --compact has no meaning/],
  ["config check --cut-off-days soon", /--cut-off-days is "soon": must be a number above 0/],
];

test("each bad command line is an error with a hint and exit code 2, and writes nothing", async (context) => {
  const { folder, run } = bench(context);
  for (const [line, message] of bad) {
    const { exitCode, out, err } = await run(line);
    assert.deepEqual([exitCode, out], [2, ""], line);
    assert.match(err, message, line);
    assert.match(err, /\nhint: .+/, line);
  }
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(existsSync("config.json"), false);
});

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { KitError, VirtualClock } from "../ground/index.ts";
import { generateConfig } from "./generate-config.ts";
import { readConfig } from "./read-config.ts";
import type { Config } from "./schema.ts";
import { writeConfig } from "./write-config.ts";

const clock = new VirtualClock(Date.parse("2026-11-23T00:00:00Z"));
const oldFile = "test/fixtures/old-config.json";

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "pickup-config-"));
  context.after(() => rmSync(path, { recursive: true }));
  return path;
}

async function errorOf(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => assert.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof KitError, String(error));
  assert.equal(error.exitCode, 2);
  assert.ok(error.hint !== undefined && !error.message.includes("\n"));
  return error;
}

test("an old file is read as it is, without a warning while its times are sound", async () => {
  const { config, warnings } = await readConfig(oldFile, clock);
  assert.deepEqual(config, JSON.parse(readFileSync(oldFile, "utf8")));
  assert.deepEqual(warnings, []);
});

test("times that are old or to come and a ttl that has passed are warnings, by the clock that is handed in", async (context) => {
  const later = new VirtualClock(Date.parse("2031-11-23T00:00:00Z"));
  const earlier = new VirtualClock(Date.parse("2026-11-01T00:00:00Z"));
  const file = join(folder(context), "config.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(oldFile, "utf8")), ttl: 1_800_000_000 }));
  assert.deepEqual((await readConfig(file, later)).warnings, [
    `${file}: updateTimeStart (2026-08-22T00:00:00Z) is more than five years ago`,
    `${file}: ttl (1800000000) has passed: rows seeded now are expired at once`,
  ]);
  assert.deepEqual((await readConfig(file, earlier)).warnings, [
    `${file}: updateTimeEnd (2026-11-20T00:00:00Z) is in the future`,
  ]);
});

test("a file that is missing, a folder, empty, cut off or no JSON is one clear line", async (context) => {
  const place = folder(context);
  const write = (name: string, text: string) => {
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  const table: [path: string, code: string, message: string][] = [
    [join(place, "none.json"), "PICKUP_CONFIG_MISSING", "config file PATH does not exist"],
    [join(write("file", "{}"), "x.json"), "PICKUP_CONFIG_MISSING", "config file PATH does not exist"],
    [place, "PICKUP_CONFIG_UNREADABLE", "config file PATH cannot be read: it is a directory"],
    [write("empty.json", ""), "PICKUP_CONFIG_INVALID", "PATH is empty"],
    [write("blank.json", " \n"), "PICKUP_CONFIG_INVALID", "PATH is empty"],
    [
      write("comma.json", '{\n  "productCode": "hboMax",\n}'),
      "PICKUP_CONFIG_INVALID",
      "PATH:3:1: not JSON: Expected double-quoted property name",
    ],
    [write("list.json", "[]"), "PICKUP_CONFIG_INVALID", "PATH: must be a JSON object in curly brackets"],
  ];
  for (const [path, code, message] of table) {
    const error = await errorOf(readConfig(path, clock));
    assert.deepEqual([error.code, error.message.replaceAll(path, "PATH")], [code, message]);
  }
});

test("a written config is read back; nothing is overwritten without being told to", async (context) => {
  const place = folder(context);
  const file = join(place, "config.json");
  const config = generateConfig({ users: 3, seed: "x" }, clock);
  const bytes = await writeConfig(file, config, false);
  assert.equal(bytes, readFileSync(file).length);
  assert.deepEqual((await readConfig(file, clock)).config, config);

  const error = await errorOf(writeConfig(file, generateConfig({ users: 4, seed: "x" }, clock), false));
  assert.equal(error.code, "PICKUP_CONFIG_EXISTS");
  assert.match(error.hint!, /--force/);
  assert.deepEqual((await readConfig(file, clock)).config, config);

  await writeConfig(file, generateConfig({ users: 4, seed: "x" }, clock), true);
  assert.equal((await readConfig(file, clock)).config.hurleyUserIds!.length, 4);
  assert.deepEqual(readdirSync(place), ["config.json"]);
});

test("a config that would not be read is not written, and a folder that is missing is told", async (context) => {
  const place = folder(context);
  const config = generateConfig({ users: 2, seed: "x", userIds: ["same", "same"] }, clock);
  const file = join(place, "config.json");
  assert.match((await errorOf(writeConfig(file, config, false))).message, /hurleyUserIds\[1\] repeats/);
  const sound: Config = { ...config, hurleyUserIds: ["one", "two"] };
  const error = await errorOf(writeConfig(join(place, "none", "config.json"), sound, false));
  assert.equal(error.code, "PICKUP_CONFIG_NOT_WRITTEN");
  assert.match(error.message, /ENOENT/);
  assert.deepEqual(readdirSync(place), []);
});

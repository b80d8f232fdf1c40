import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { VirtualClock } from "../../ground/index.ts";
import { defaultApiSettings } from "./api-settings.ts";
import { LiveSettings } from "./live-settings.ts";

async function settingsFile(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "pickup-settings-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "pickup-api.config.json");
  const lines: string[] = [];
  return { file, lines, settings: new LiveSettings(file, new VirtualClock(), (line) => lines.push(line)) };
}

test("without a file the defaults hold, and nothing is said about it", async (t) => {
  const { settings, lines } = await settingsFile(t);
  await settings.reload();
  assert.deepEqual(settings.current, defaultApiSettings);
  assert.deepEqual(lines, []);
});

test("a file that appears, changes and goes is followed and said", async (t) => {
  const { file, settings, lines } = await settingsFile(t);
  await writeFile(file, '{"cutOffInDays":30}');
  await settings.reload();
  assert.equal(settings.current.cutOffInDays, 30);
  await writeFile(file, '{"cutOffInDays":365,"continueWatchingLimit":5}');
  await settings.reload();
  assert.deepEqual(settings.current, { cutOffInDays: 365, continueWatchingLimit: 5, completedAt: null });
  await rm(file);
  await settings.reload();
  assert.deepEqual(settings.current, defaultApiSettings);
  assert.deepEqual(lines, [
    "cutOffInDays 30, continueWatchingLimit 1000 (pickup-api.config.json)",
    "cutOffInDays 365, continueWatchingLimit 5 (pickup-api.config.json)",
    "cutOffInDays 1825, continueWatchingLimit 1000 (pickup-api.config.json is gone)",
  ]);
});

test("a broken file leaves the settings as they were and is said once", async (t) => {
  const { file, settings, lines } = await settingsFile(t);
  await writeFile(file, '{"cutOffInDays":30}');
  await settings.reload();
  await writeFile(file, '{"cutOffInDays":');
  await settings.reload();
  await settings.reload();
  assert.equal(settings.current.cutOffInDays, 30);
  assert.deepEqual(lines.slice(1), [
    "pickup-api.config.json is not JSON; cutOffInDays 30, continueWatchingLimit 1000 stay",
  ]);
});

test("a file that cannot be read is said once", async () => {
  const lines: string[] = [];
  const settings = new LiveSettings(tmpdir(), new VirtualClock(), (line) => lines.push(line));
  await settings.reload();
  await settings.reload();
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /cannot be read \(EISDIR\)/);
});

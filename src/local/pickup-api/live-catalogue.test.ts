import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { VirtualClock } from "../../ground/index.ts";
import { LiveCatalogue } from "./live-catalogue.ts";

function scene(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "pickup-catalogue-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "config.json");
  const clock = new VirtualClock(Date.parse("2026-11-23T12:00:00Z"));
  const lines: string[] = [];
  return { path, clock, lines, catalogue: new LiveCatalogue(path, clock, (line) => lines.push(line)) };
}

function configWith(episode: string): string {
  return JSON.stringify({
    productCode: "hboMax",
    hurleyUserIds: ["u-1"],
    assets: { series: [{ id: "urn:hbo:series:s", episodes: [episode] }] },
    updateTimeStart: 1_790_000_000,
    updateTimeEnd: 1_790_086_400,
    recordsPerUser: 1,
  });
}

test("an episode's row is that of its series in the config, a feature's its own, and a series has none", async (t) => {
  const { path, catalogue } = scene(t);
  writeFileSync(path, configWith("urn:hbo:episode:e"));
  assert.equal(await catalogue.parentOf("urn:hbo:episode:e"), "urn:hbo:series:s");
  assert.equal(await catalogue.parentOf("urn:hbo:feature:any"), "urn:hbo:feature:any");
  assert.equal(await catalogue.parentOf("urn:hbo:episode:lost"), null);
  assert.equal(await catalogue.parentOf("urn:hbo:series:s"), null);
});

test("a config that comes or changes later is found, and a broken one is said once", async (t) => {
  const { path, clock, lines, catalogue } = scene(t);
  assert.equal(await catalogue.parentOf("urn:hbo:episode:e"), null);
  writeFileSync(path, configWith("urn:hbo:episode:e"));
  await clock.advance(500);
  assert.equal(await catalogue.parentOf("urn:hbo:episode:e"), "urn:hbo:series:s");
  writeFileSync(path, "{");
  for (const _ of [1, 2]) {
    await clock.advance(500);
    assert.equal(await catalogue.parentOf("urn:hbo:episode:e"), null);
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^no series is known: config\.json: .*not JSON/);
});

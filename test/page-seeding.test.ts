/// <reference lib="dom" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildPage } from "../scripts/build-page.ts";
import { launchBrowser, openPage } from "./support/browser.ts";
import { accessibilityViolations, colourRules } from "./support/check-accessibility.ts";
import { needs } from "./support/needs.ts";
import { configOf, seedingScene } from "./support/seeding-scene.ts";

const users = 40;
const items = users * 13;

test(
  "pickup seed --web shows how it goes on a page that is closed to strangers, and what it came to",
  needs("chromium"),
  async (t) => {
    await buildPage();
    const scene = await seedingScene(t, configOf(users), { partlyUnprocessed: 0.3 });
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const seed = scene.start(["seed", "--web", "--web-port", "0", "--max-wcu", "120"]);
    t.after(() => void seed.process.kill("SIGKILL"));
    const [, url] = await seed.waitFor(/^page: (\S+)/m);
    const page = await openPage(browser, url!);
    await page.locator("[data-state=running]").waitFor();
    assert.equal((await fetch(`${url}/api/page`, { headers: { origin: "http://elsewhere.test" } })).status, 403);
    assert.equal((await fetch(`${url}/api/run/start`, { method: "POST" })).status, 404);

    await page.getByText("Table of the seeding over time").click();
    await page.locator(".data-table tbody tr").nth(1).waitFor();
    assert.equal(await page.locator(".chart canvas").count(), 4);
    assert.deepEqual(await accessibilityViolations(page), [], "light");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await accessibilityViolations(page, colourRules), [], "dark");

    const { exitCode, stdout, stderr } = await seed.ended;
    assert.equal(exitCode, 0, stdout + stderr);
    await page.locator("[data-state=ended]").waitFor();
    const account = await page.locator("section[aria-label=Account]").innerText();
    const { retries, batches } = scene.account();
    assert.match(account, new RegExp(`Written\\s+${items} items\\s+Done in all\\s+${items} of ${items}`));
    assert.match(account, new RegExp(`Batches\\s+${batches}, p50 [\\d.]+ ms`));
    assert.ok(retries.unprocessed > 0);
    assert.match(account, new RegExp(`unprocessed\\s+${retries.unprocessed}\\s`));
    assert.deepEqual(await accessibilityViolations(page), [], "at the end");
    assert.deepEqual(page.complaints, []);
  },
);

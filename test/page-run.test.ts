/// <reference lib="dom" />
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Browser, Download, Page } from "playwright-core";
import { buildPage } from "../scripts/build-page.ts";
import { claimLocalStack } from "../src/local/index.ts";
import type { Summary } from "../src/results/index.ts";
import { launchBrowser, openPage } from "./support/browser.ts";
import { accessibilityViolations, colourRules } from "./support/check-accessibility.ts";
import { cutLineTo } from "./support/cut-line.ts";
import { emptyFolder, runPickup, startPickup, type Running } from "./support/kit.ts";
import { startStack } from "./support/local-stack.ts";
import { needs } from "./support/needs.ts";
import { assertSameHistory, historyOf } from "./support/page-history.ts";
import { configOf, seedingScene } from "./support/seeding-scene.ts";

const csvFiles = ["stats.csv", "stats_history.csv", "failures.csv", "exceptions.csv"];

const loadTest = `
import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    viewer: {
      weight: 3,
      wait: between(0.05, 0.4),
      bearer: (user) => user.token(),
      tasks: {
        continueWatchingHistory: {
          weight: 3,
          run: async (user) => {
            const answer = await user.http.get("/continuewatchinghistory");
            if (answer.status === 200) user.verify(answer);
            else answer.fail("status " + answer.status);
          },
        },
        resume: async (user) => void (await user.http.get("/markers/urn:hbo:feature:none", { name: "/markers/{id}" })),
      },
    },
    planner: {
      wait: between(0.2, 1),
      bearer: (user) => user.token(),
      tasks: {
        compare: async (user) => void (await user.http.get("/markers/urn:a,urn:b", { name: "/markers/{id},{id}" })),
      },
    },
  },
  thresholds: ["failures<1%", "wrong-content==0", "p99<500ms"],
});
`;

/** A page of a real `pickup load` with 60 seeded users. */
async function startPage(
  t: TestContext,
): Promise<{ readonly load: Running; readonly url: string; readonly folder: string }> {
  const folder = emptyFolder(t);
  mkdirSync(join(folder, ".pickup"));
  const { dynamodb, tokens, api } = await startStack(t, folder);
  await claimLocalStack(folder, { dynamodb: dynamodb.url, tokens: tokens.url, api: api.url, pid: process.pid });
  assert.equal((await runPickup(folder, ["config", "60"])).exitCode, 0);
  assert.equal((await runPickup(folder, ["seed"])).exitCode, 0);
  writeFileSync(join(folder, "watching.ts"), loadTest);
  const load = startPickup(folder, ["load", "watching.ts", "--web-port", "0"]);
  t.after(() => load.process.kill("SIGKILL"));
  const [, url] = await load.waitFor(/page: (http\S+)/);
  return { load, url: url!, folder };
}

async function start(page: Page, users: string): Promise<void> {
  await page.locator("#field-users").fill(users);
  await page.locator("#field-spawnRate").fill("20");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("[data-state=running]").waitFor({ timeout: 30_000 });
}

async function changeUsers(page: Page, users: string): Promise<void> {
  await page.getByRole("button", { name: "Edit load" }).click();
  await page.locator("#edit-load").fill(users);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.locator(".tile", { hasText: "Users" }).getByText(users, { exact: true }).waitFor({ timeout: 30_000 });
}

/** Until the final figures are there. */
async function stop(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page
    .locator(".verdict", { hasText: /Passed|Failed|Interrupted|Invalid(?! so far)/ })
    .waitFor({ timeout: 30_000 });
}

/** Whether something is drawn on each of the first charts. */
function paintedPixels(page: Page, charts: number): Promise<number[]> {
  return page.evaluate(
    (count) =>
      [...document.querySelectorAll<HTMLCanvasElement>(".plot canvas")].slice(0, count).map((canvas) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        let painted = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) painted++;
        return painted;
      }),
    charts,
  );
}

async function downloads(page: Page, files: readonly string[]): Promise<Download[]> {
  await page.locator("#tab-download").click();
  const all: Download[] = [];
  for (const file of files) {
    const link = page.locator(".files a").filter({ has: page.getByText(file, { exact: true }) });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    all.push(download);
  }
  return all;
}

// Side by side: most of both is waiting.
describe("pages of real commands", { concurrency: 2, ...needs("chromium") }, () => {
  let browser: Browser;
  before(async () => {
    await buildPage();
    browser = await launchBrowser();
  });
  after(() => browser.close());

  test("a Locust user's steps: start, watch, change users, stop, download, and all of it again; a page loaded anew, a second one and one that was cut off for 10 s show the same history", async (t) => {
    const { load, url, folder } = await startPage(t);
    const page = await openPage(browser, url, { viewport: { width: 1280, height: 880 } });

    await using line = await cutLineTo(url);
    const distant = await openPage(browser, line.url);

    await start(page, "10");
    await distant.locator("[data-state=running] >> visible=true").waitFor();
    await page.waitForFunction(() => /[1-9]/.test(document.querySelector(".tile-note")?.textContent ?? ""));
    line.cut();
    const cutFor = setTimeout(10_000);
    await changeUsers(page, "20");
    await distant.locator("[data-hearing=stale]").waitFor({ timeout: 10_000 });
    for (const painted of await paintedPixels(page, 3)) assert.ok(painted > 300, `${painted} pixels`);
    await cutFor;
    const mendedAfter = (await historyOf(page)).size;
    line.mend();
    await distant.locator("[data-hearing=live]").waitFor({ timeout: 10_000 });
    const second = await openPage(browser, url);
    await page.reload();
    await page.waitForTimeout(1000);
    assertSameHistory([await historyOf(distant), await historyOf(second), await historyOf(page)], mendedAfter);
    for (const other of [distant, second]) await other.context().close();
    await takePicture(page);
    await stop(page);

    const [firstId] = readdirSync(join(folder, "runs"));
    const summary = JSON.parse(readFileSync(join(folder, "runs", firstId!, "summary.json"), "utf8")) as Summary;
    const requests = summary.total.requests.toLocaleString("en-US");
    assert.ok((await page.locator(".tile-note").first().innerText()).startsWith(`${requests} in all`));
    await page.locator("#tab-statistics").click();
    const total = page.locator("tfoot td");
    assert.equal(await total.nth(2).innerText(), requests);
    assert.equal(await total.nth(3).innerText(), summary.total.failures.toLocaleString("en-US"));

    for (const download of await downloads(page, [...csvFiles, "report.html"])) {
      assert.ok(download.suggestedFilename().startsWith(`${firstId}_`), download.suggestedFilename());
      assert.ok(readFileSync(await download.path()).length > 0, download.suggestedFilename());
    }

    await page.getByRole("button", { name: "New run" }).click();
    assert.equal(await page.locator("#field-users").inputValue(), "10", "the last value is remembered");
    await start(page, "5");
    await page.waitForTimeout(1500);
    await stop(page);
    const secondId = readdirSync(join(folder, "runs")).toSorted().at(-1)!;
    assert.notEqual(secondId, firstId);
    for (const download of await downloads(page, csvFiles)) {
      assert.ok(download.suggestedFilename().startsWith(`${secondId}_`), download.suggestedFilename());
    }
    assert.deepEqual(page.complaints, []);

    load.process.kill("SIGINT");
    await load.ended;
    for (const id of [firstId!, secondId]) {
      assert.ok(readdirSync(join(folder, "runs", id)).includes("summary.json"), id);
    }
  });

  test("pickup seed --web shows how it goes on a page that is closed to strangers, and what it came to", async (t) => {
    const users = 40;
    const items = users * 13;
    const scene = await seedingScene(t, configOf(users), { partlyUnprocessed: 0.3 });
    const seed = scene.start(["seed", "--web", "--web-port", "0", "--max-wcu", "50"]);
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
  });
});

/** With `PICKUP_PICTURE=docs/page.png` the run goes on until it is worth a picture: the one of the README. */
async function takePicture(page: Page): Promise<void> {
  const file = process.env.PICKUP_PICTURE;
  if (file === undefined) return;
  await page.waitForTimeout(25_000);
  await changeUsers(page, "60");
  await page.waitForTimeout(35_000);
  await page.setViewportSize({ width: 1280, height: 1130 });
  await page.evaluate("scrollTo(0, 0)");
  await page.waitForTimeout(1500);
  await page.screenshot({ path: file });
}

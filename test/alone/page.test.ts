/// <reference lib="dom" />
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { buildPage, pageFolder } from "../../scripts/build-page.ts";
import { reportHtml } from "../../src/results/index.ts";
import { launchBrowser, openPage } from "../support/browser.ts";
import { accessibilityViolations, colourRules } from "../support/check-accessibility.ts";
import { needs } from "../support/needs.ts";
import { until } from "../support/processes.ts";
import { SimulatedView } from "../support/simulated-view.ts";
import { comparisonOf, startSimulatedServer } from "../support/simulated-server.ts";

const tabs = [
  "overview",
  "statistics",
  "failures",
  "exceptions",
  "tasks",
  "workers",
  "log",
  "runs",
  "download",
] as const;

test("the page is small: its script and its style are at most 60 KB gzipped", async (t) => {
  await buildPage();
  const bytes = ["page.js", "page.css"].map(
    (file) => gzipSync(readFileSync(join(pageFolder, file)), { level: 9 }).length,
  );
  const sum = bytes[0]! + bytes[1]!;
  t.diagnostic(`${sum} bytes`);
  assert.ok(sum <= 60_000, `${bytes.join(" + ")} = ${sum} bytes`);
});

// Two at a time: processor time is measured by thread.
describe("the page in a browser", { concurrency: 2, ...needs("chromium") }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  /** The tab, as a reader opens it. */
  const openTab = async (page: Page, tab: (typeof tabs)[number]) => {
    await page.locator(`#tab-${tab}`).click();
    await page.locator(`#tab-${tab}[aria-selected=true]`).waitFor();
  };

  /** Looks at what the page shows, light and dark. */
  const checkBoth = async (page: Page, what: string) => {
    assert.deepEqual(await accessibilityViolations(page), [], `${what}, light`);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-theme=dark]").waitFor();
    assert.deepEqual(await accessibilityViolations(page, colourRules), [], `${what}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
  };
  const twoRuns = () => [
    new SimulatedView({ id: "2026-11-23T21-00-00-aaaa" }).run(60),
    new SimulatedView({ id: "2026-11-23T21-30-00-bbbb" }).run(50),
  ];

  test("axe finds nothing on any tab, light and dark", async () => {
    await using server = await startSimulatedServer(new SimulatedView().run(90), twoRuns());
    const page = await openPage(browser, server.url);
    for (const tab of tabs) {
      await openTab(page, tab);
      if (tab === "runs") await page.getByText("Choose two runs").waitFor();
      if (tab === "statistics" || tab === "failures") await page.locator(".disclosure").first().click();
      if (tab === "overview") await page.locator(".data-table summary").first().click();
      await checkBoth(page, tab);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test("axe finds nothing on a comparison, the edit dialog, a baseline and the start form, light and dark", async () => {
    const run = new SimulatedView().run(90);
    const [a, b] = twoRuns();
    await using server = await startSimulatedServer(run, [a!, b!]);
    const page = await openPage(browser, `${server.url}#compare/${a!.view.run.id}/${b!.view.run.id}`);
    await page.getByText("Both runs over time").waitFor();
    await checkBoth(page, "comparison");
    await openTab(page, "log");
    await page.getByRole("button", { name: "Edit load" }).click();
    await checkBoth(page, "edit dialog");
    await page.keyboard.press("Escape");
    const comparison = comparisonOf(a!.view, run.view);
    const worse = comparison.rows.filter(({ judgement }) => judgement === "worse");
    server.snapshot({ ...run.view, baseline: { comparison, failIfWorse: 0.1, worse } });
    await page.getByText("3 figures worse than the baseline by 10 % or more").click();
    await checkBoth(page, "baseline");
    server.snapshot(null);
    await page.getByRole("button", { name: "Start" }).waitFor();
    for (const folded of await page.locator("form details summary").all()) await folded.click();
    await page.locator("#field-users").fill("1000");
    await checkBoth(page, "start form");
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test("a run is started, edited, reset and stopped by keyboard alone", async () => {
    await using server = await startSimulatedServer();
    const page = await openPage(browser, server.url);
    await page.getByRole("button", { name: "Start" }).waitFor();
    const goTo = async (name: RegExp) => {
      for (let press = 0; press < 60; press++) {
        const focused = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          return (
            (element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent) || element.textContent
          );
        });
        if (name.test(focused ?? "")) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`the tab key never comes to ${name}`);
    };
    const type = async (text: string) => {
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
    };

    await goTo(/^Users/);
    await type("999");
    await goTo(/^Start$/);
    await page.keyboard.press("Enter");
    assert.equal(server.orders.length, 0, "more users than the dataset has");
    assert.match(await page.locator("#start-reason").innerText(), /The dataset has 200 users/);
    await type("20");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#start-reason")?.textContent === "");
    await until("the order comes", () => server.orders.length === 1);
    assert.deepEqual(server.orders.at(-1), {
      path: "/api/run/start",
      body: { version: 1, type: "start", options: { users: "20" } },
    });

    const run = new SimulatedView().run(5);
    server.show(run);
    const id = run.view.run.id;
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await goTo(/^Edit load$/);
    await page.keyboard.press("Enter");
    await type("40");
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.deepEqual(server.orders.at(-1)!.body, { version: 1, type: "edit", run: id, users: 40 });
    await goTo(/^Reset$/);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor({ state: "detached" });
    assert.deepEqual(server.orders.at(-1)!.body, { version: 1, type: "reset", run: id });
    await goTo(/^Stop$/);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("[role=status]")?.textContent === "Stopping the run");
    assert.deepEqual(server.orders.at(-1)!.body, { version: 1, type: "stop", run: id });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test("what the server refuses is said at the field it is about", async () => {
    await using server = await startSimulatedServer();
    const page = await openPage(browser, server.url);
    server.refuseNext(422, {
      version: 1,
      error: { code: "PICKUP_OPTIONS_INVALID", message: "The run cannot start.", hint: null },
      problems: [{ field: "runTime", message: "too short" }],
    });
    await page.getByRole("button", { name: "Start" }).click();
    await page.locator("#field-runTime-problem").waitFor();
    assert.equal(await page.locator("#field-runTime-problem").innerText(), "too short");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "field-runTime");
    await page.context().close();
  });

  test("hostile names, messages and users are shown as text", async () => {
    const hostile = `<img src=x onerror="document.title='broken'"></script><script>document.title='broken'</script>\n=1+1 @x`;
    await using server = await startSimulatedServer(new SimulatedView({ hostile }).run(40));
    const page = await openPage(browser, server.url);
    for (const tab of ["statistics", "failures", "exceptions", "log"] as const) {
      await openTab(page, tab);
      for (const row of await page.locator(".disclosure").all()) await row.click();
      assert.ok((await page.locator("#panel").textContent())!.includes(hostile), tab);
      assert.equal(await page.locator("#panel img, #panel script").count(), 0, tab);
    }
    assert.ok(!(await page.title()).includes("broken"));
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  test("an hour with 50 endpoints costs less than 8 ms of script a second, and the memory stays flat", async (t) => {
    const run = new SimulatedView({ endpoints: 50 }).run(3540);
    await using server = await startSimulatedServer(run);
    const page = await openPage(browser, server.url);
    await page.locator("[data-hearing=live]").waitFor();
    const devTools = await page.context().newCDPSession(page);
    // Of the page's own thread: what others do on the machine meanwhile does not count.
    await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
    const measure = async () => {
      await devTools.send("HeapProfiler.collectGarbage");
      const { metrics } = await devTools.send("Performance.getMetrics");
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value;
      return { scriptMs: of("ScriptDuration") * 1000, heap: of("JSHeapUsedSize") };
    };
    const play = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        server.tick();
        await page.waitForTimeout(50);
      }
    };
    await play(20);
    const earlier = await measure();
    await play(60);
    const later = await measure();
    const perTick = (later.scriptMs - earlier.scriptMs) / 60;
    const grown = (later.heap - earlier.heap) / 1e6;
    t.diagnostic(`${perTick.toFixed(1)} ms of script a tick, ${grown.toFixed(2)} MB more after a minute`);
    assert.ok(perTick < 8, `${perTick.toFixed(1)} ms a tick`);
    // The history itself grows by 50 endpoints × 7 numbers a second.
    assert.ok(grown < 2, `${grown.toFixed(1)} MB more after a minute`);
    await page.context().close();
  });

  test("the report of an hour with 20 endpoints has at most 3 MB and is usable within a second, without any network", async (t) => {
    const { view } = new SimulatedView({ endpoints: 20 }).run(3600);
    const html = await reportHtml({ version: 1, kind: "run", view: { ...view, state: "ended" } });
    assert.ok(html.length <= 3_000_000, `${html.length} bytes`);
    const folder = mkdtempSync(join(tmpdir(), "pickup-report-"));
    const file = join(folder, "report.html");
    writeFileSync(file, html);
    const page = await openPage(browser, "about:blank");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const devTools = await page.context().newCDPSession(page);
    await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(pathToFileURL(file).href);
    await page.locator(".chart canvas").first().waitFor();
    const { metrics } = await devTools.send("Performance.getMetrics");
    const busyMs = metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
    t.diagnostic(`${html.length} bytes, usable after ${busyMs.toFixed(0)} ms of work`);
    assert.ok(busyMs < 1000, `${busyMs.toFixed(0)} ms`);
    assert.deepEqual(await accessibilityViolations(page), []);
    for (const tab of tabs.slice(0, 7)) await openTab(page, tab);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes of paper`);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(
      asked.filter((address) => !address.startsWith("file:") && !address.startsWith("data:")),
      [],
    );
    await page.context().close();
    rmSync(folder, { recursive: true });
  });

  test("the report of a comparison shows both runs and what differs", async () => {
    const [a, b] = [
      new SimulatedView({ id: "2026-11-23T21-00-00-aaaa" }).run(60),
      new SimulatedView({ id: "2026-11-23T21-30-00-bbbb" }).run(50),
    ];
    const comparison = comparisonOf(a.view, b.view);
    const html = await reportHtml({ version: 1, kind: "comparison", comparison, a: a.view, b: b.view });
    const folder = mkdtempSync(join(tmpdir(), "pickup-report-"));
    writeFileSync(join(folder, "comparison.html"), html);
    const page = await openPage(browser, pathToFileURL(join(folder, "comparison.html")).href);
    await page.getByText("Both runs over time").waitFor();
    assert.equal(await page.getByText("within noise", { exact: true }).count(), 3);
    assert.deepEqual(await accessibilityViolations(page), []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
    rmSync(folder, { recursive: true });
  });
});

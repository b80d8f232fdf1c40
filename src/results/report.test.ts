import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { failureSample } from "../../test/support/failure-sample.ts";
import { simulateRun } from "../../test/support/simulated-run.ts";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { TickRecorder } from "../stats/index.ts";
import { CsvFiles } from "./csv-files.ts";
import { junitXml } from "./junit.ts";
import { summaryMarkdown } from "./markdown.ts";
import { reportHtml } from "./report.ts";
import type { ReportData } from "./report-data.ts";
import { RunViewBuilder } from "./view/run-view-builder.ts";

const hostile = [
  '</script><script>alert("1")</script>',
  "=1+1",
  "+cmd|' /C calc'!A0",
  "@SUM(A1)",
  'a\nb,"c"',
  "| x | `y`",
];

function recordHostile(recorder: TickRecorder): void {
  const answered = { method: "GET", dueMs: 0, sentMs: 0, endMs: 5, bytesReceived: 10 } as const;
  for (const name of hostile) {
    recorder.record({ ...answered, name, outcome: "check-failed", reason: name, status: 200 });
    const sample = { endpoint: `GET ${name}`, outcome: "check-failed", reason: name, userId: name } as const;
    recorder.keepSample(failureSample(sample));
    recorder.scriptError("exception", name, "task", name);
  }
}

function dataIn(html: string): ReportData {
  const packed = /<script type="application\/gzip" id="report-data">([A-Za-z0-9+/=]*)<\/script>/.exec(html)![1]!;
  return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as ReportData;
}

test("a report holds the whole view, loads nothing, and nothing in it ends a script before its time", async () => {
  const view = new RunViewBuilder();
  const head = { testName: hostile[0]! };
  await simulateRun({ observers: [view], seconds: 3, record: recordHostile, head });
  const html = await reportHtml({ version: 1, kind: "run", view: view.view()! });
  assert.deepEqual(dataIn(html), JSON.parse(JSON.stringify({ version: 1, kind: "run", view: view.view() })));
  assert.equal(html.match(/<script/g)!.length, 2);
  assert.equal(html.match(/<\/script>/g)!.length, 2);
  assert.match(html, /<title>[^<]*&lt;\/script&gt;/);
  assert.doesNotMatch(html, /<(link|script|img|iframe)[^>]+(src|href)="(?!data:)/);
  assert.match(html, /content="default-src 'none'; /);
});

test("hostile names stand in the CSV files as text that no spreadsheet runs", async (context) => {
  const folder = temporaryFolder(context);
  const csv = new CsvFiles({ prefix: join(folder, "x_"), live: false, remedy: "" });
  await simulateRun({ observers: [csv], seconds: 2, record: recordHostile });
  for (const file of ["stats", "failures", "exceptions"]) {
    const cells = cellsOf(readFileSync(join(folder, `x_${file}.csv`), "utf8"));
    assert.ok(cells.length > hostile.length, file);
    for (const cell of cells) assert.doesNotMatch(cell, /^[=+@\t\r-]/, `${file}: ${cell}`);
    assert.ok(
      cells.some((cell) => cell.includes("'=1+1") || cell.includes("check-failed: =1+1")),
      file,
    );
  }
});

/** The cells of a CSV file (RFC 4180). */
function cellsOf(text: string): string[] {
  return Array.from(text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n)/g), ([, cell = ""]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

test("JUnit has a case for each threshold and one for the verdict, whatever the names hold", async () => {
  const { summary } = await simulateRun({
    observers: [],
    seconds: 2,
    record: recordHostile,
    thresholds: ["p99<1s", "failures<1%", "</failure>\u0007: p95<1s"],
  });
  const xml = junitXml(summary);
  assert.match(xml, /<testsuite name="pickup 2026-11-23T22-15-03-ab12" tests="4" failures="3" errors="0" time="2"/);
  const cases = Array.from(xml.matchAll(/<testcase [^>]*name="([^"]*)"[^>]*?(\/?)>/g), ([, name, isEmpty]) => [
    name,
    isEmpty === "/" ? "passed" : "failed",
  ]);
  assert.deepEqual(cases, [
    ["p99&lt;1s", "passed"],
    ["failures&lt;1%", "failed"],
    ["&lt;/failure&gt;\uFFFD: p95&lt;1s", "failed"],
    ["verdict", "failed"],
  ]);
  assert.match(xml, /<failure message="failures&lt;1%: measured 100%">/);
  assert.equal(xml.match(/<failure /g)!.length, xml.match(/<\/failure>/g)!.length);
});

test("the Markdown names the run and its verdict, and shows hostile names as text in whole rows", async () => {
  const { summary } = await simulateRun({ observers: [], seconds: 2, record: recordHostile, thresholds: ["p99<1s"] });
  const text = summaryMarkdown(summary);
  assert.match(text, /^## ❌ Load test failed\n\nRun 2026-11-23T22-15-03-ab12 · 2 users · 1 worker · 2s · http:/);
  assert.match(text, /\| ✅ \| p99&lt;1s \| 0\.005 s \|/);
  assert.doesNotMatch(text, /<script|`y`/);
  const widths = text.split("\n").flatMap((line) => (line.startsWith("| GET") ? [line.split(" | ").length] : []));
  assert.equal(widths.filter((width) => width === 8).length, hostile.length);
  assert.deepEqual(new Set(widths), new Set([8, 3]));
});

const isSoak = process.env.PICKUP_SOAK !== undefined;
// What a page of 60 KB gzipped comes to unpacked, as the report holds it.
const bundleBytes = 250_000;

test("the report of an hour with twenty endpoints is three megabytes at most", async (context) => {
  const seconds = isSoak ? 3600 : 300;
  const view = new RunViewBuilder();
  const record = (recorder: TickRecorder, second: number) => {
    for (let i = 0; i < 20; i++) {
      for (let n = 0; n < 12; n++) {
        const endMs = Math.exp(3 + Math.sin(second / 50 + i) + ((n * 7919 + second * 104_729 + i * 31) % 997) / 500);
        const fails = (n + second + i) % 40 === 0;
        const outcome = fails
          ? ({ outcome: "http-error", reason: "status 503" } as const)
          : ({ outcome: "ok", reason: "" } as const);
        const sizes = { bytesReceived: 2400 + n, contentBytes: 2100 };
        recorder.record({
          method: "GET",
          name: `/endpoint/${i}`,
          dueMs: 0,
          sentMs: 0.1,
          endMs,
          status: 200,
          ...outcome,
          ...sizes,
        });
      }
    }
  };
  await simulateRun({ observers: [view], seconds, record });
  const html = await reportHtml({ version: 1, kind: "run", view: view.view()! });
  const dataBytes = html.length - bundleOf(html);
  const wholeHour = (dataBytes / seconds) * 3600 + bundleBytes;
  context.diagnostic(`data of ${seconds} s: ${dataBytes} bytes; of an hour with the bundle: ${Math.round(wholeHour)}`);
  assert.ok(wholeHour <= 3_000_000, `${wholeHour} bytes`);
});

function bundleOf(html: string): number {
  return html.length - /id="report-data">([^<]*)</.exec(html)![1]!.length;
}

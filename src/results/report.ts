import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { builtPage } from "./built-page.ts";
import type { ReportData } from "./report-data.ts";

/**
 * A run or a comparison as one HTML file that needs no network: the page's own bundle with the data inside. Its policy
 * lets it load nothing and run no script but that bundle. Throws `PICKUP_PAGE_MISSING` (exit code 2).
 */
export async function reportHtml(data: ReportData): Promise<string> {
  const folder = builtPage();
  const script = (await readFile(new URL("page.js", folder), "utf8")).replace(/<(?=\/script|!--)/gi, "\\x3C");
  const style = (await readFile(new URL("page.css", folder), "utf8")).replace(/<(?=\/style)/gi, "\\3C ");
  const packed = await promisify(gzip)(JSON.stringify(data), { level: 9 });
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="content-security-policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(titleOf(data))}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    '<div id="page"></div>',
    "<noscript>This report shows a load test and needs JavaScript.</noscript>",
    `<script type="application/gzip" id="report-data">${packed.toString("base64")}</script>`,
    `<script type="module">${script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function titleOf(data: ReportData): string {
  if (data.kind === "run") return `${data.view.run.id} · ${data.view.run.testName}`;
  return `${data.comparison.b.id} compared with ${data.comparison.a.id}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

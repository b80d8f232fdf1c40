import type { Summary } from "./summary.ts";
import { problemOfThreshold } from "./threshold-problem.ts";

/**
 * A run for a build server, as JUnit XML: a test suite with a case for each threshold, and one called "verdict" that
 * fails with the reasons of any run that did not pass.
 */
export function junitXml(summary: Summary): string {
  const { run, verdict, thresholds, reasons, total } = summary;
  const failures = thresholds.filter(({ passed }) => !passed).length + (verdict === "passed" ? 0 : 1);
  const attributes = [
    attribute("name", `pickup ${run.id}`),
    attribute("tests", thresholds.length + 1),
    attribute("failures", failures),
    attribute("errors", 0),
    attribute("time", run.durationSeconds),
    attribute("timestamp", run.startedAt.slice(0, 19)),
    attribute("hostname", run.host),
  ].join("");
  const facts = {
    run: run.id,
    host: run.host,
    users: run.users,
    workers: run.workers,
    requests: total.requests,
    failures: total.failures,
    requestsPerSecond: total.requestsPerSecond,
    p99Ms: total.latencyMs?.p99 ?? "no data",
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite${attributes}>`,
    "    <properties>",
    ...Object.entries(facts).map(
      ([name, value]) => `      <property${attribute("name", name)}${attribute("value", value)}/>`,
    ),
    "    </properties>",
    ...thresholds.map((threshold) => caseOf(threshold.expression, run, problemOfThreshold(threshold))),
    caseOf("verdict", run, verdict === "passed" ? null : `${verdict}: ${reasons.join(" ")}`),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(name: string, run: Summary["run"], problem: string | null): string {
  const opened = `    <testcase${attribute("classname", run.id)}${attribute("name", name)}${attribute("time", run.durationSeconds)}`;
  if (problem === null) return `${opened}/>`;
  return `${opened}>\n      <failure${attribute("message", problem)}>${escaped(problem)}</failure>\n    </testcase>`;
}

function attribute(name: string, value: string | number): string {
  return ` ${name}="${escaped(String(value))}"`;
}

/** Without the characters that XML 1.0 cannot hold at all. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\t\n\r]/g, (blank) => `&#${blank.charCodeAt(0)};`);
}

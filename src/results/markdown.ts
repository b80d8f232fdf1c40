import { formatCount, formatDurationMs, plural } from "../ground/index.ts";
import { endpointLabel } from "../stats/index.ts";
import { parseThreshold } from "../verdict/index.ts";
import type { Stats, Summary } from "./summary.ts";

/** Endpoints in the table, the busiest first. */
const mostEndpoints = 30;
const mostErrors = 10;

const marks = { passed: "✅", failed: "❌", invalid: "⚠️", interrupted: "⚠️" } as const;

/** A run as Markdown, for the summary of a build or a pull request. What came from outside stands there as text. */
export function summaryMarkdown(summary: Summary): string {
  const { run, verdict, reasons } = summary;
  const facts = [
    plural(run.users, "user"),
    plural(run.workers, "worker"),
    formatDurationMs(run.durationSeconds * 1000),
    plain(run.host),
    ...(run.insecure ? ["**certificates not checked**"] : []),
  ];
  return [
    `## ${marks[verdict]} Load test ${verdict}`,
    "",
    `Run ${plain(run.id)} · ${facts.join(" · ")}`,
    ...(reasons.length === 0 ? [] : ["", ...reasons.map((reason) => `- ${plain(reason)}`)]),
    ...thresholdTable(summary),
    ...statisticsTable(summary),
    ...errorTable(summary),
    "",
  ].join("\n");
}

function thresholdTable({ thresholds }: Summary): string[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map(({ expression, observed, passed }) => {
    const measured =
      observed === null ? "no samples" : `${Number(observed.toPrecision(4))} ${parseThreshold(expression).unit}`;
    return [passed ? "✅" : "❌", plain(expression), measured.trim()];
  });
  return ["", ...table(["", "Threshold", "Measured"], rows, 2)];
}

function statisticsTable({ endpoints, total }: Summary): string[] {
  const shown = endpoints.toSorted((a, b) => b.requests - a.requests).slice(0, mostEndpoints);
  const rows = shown.map((endpoint) => rowOf(plain(endpointLabel(endpoint.method, endpoint.name)), endpoint));
  const hidden = endpoints.length - shown.length;
  return [
    "",
    ...table(
      ["Endpoint", "Requests", "req/s", "Failed", "Wrong", "p50 ms", "p95 ms", "p99 ms"],
      [...rows, rowOf("**Total**", total)],
      1,
    ),
    ...(hidden > 0 ? ["", `… and ${plural(hidden, "endpoint")} more in the total.`] : []),
  ];
}

function rowOf(label: string, { requests, requestsPerSecond, failures, outcomes, latencyMs }: Stats): string[] {
  const share = requests === 0 || failures === 0 ? "" : ` (${Number(((failures / requests) * 100).toPrecision(2))} %)`;
  return [
    label,
    formatCount(requests),
    String(Number(requestsPerSecond.toPrecision(4))),
    `${formatCount(failures)}${share}`,
    formatCount(outcomes["wrong-content"]),
    ...[latencyMs?.p50, latencyMs?.p95, latencyMs?.p99].map((ms) =>
      ms === undefined ? "–" : String(Number(ms.toPrecision(3))),
    ),
  ];
}

function errorTable({ errors }: Summary): string[] {
  if (errors.length === 0) return [];
  const rows = errors
    .slice(0, mostErrors)
    .map(({ endpoint, code, message, count }) => [
      plain(endpoint),
      plain(message === "" ? code : `${code}: ${message}`),
      formatCount(count),
    ]);
  const hidden = errors.length - rows.length;
  return [
    "",
    ...table(["Endpoint", "Error", "Count"], rows, 2),
    ...(hidden > 0 ? ["", `… and ${hidden} other kinds.`] : []),
  ];
}

/** `textColumns`: so many from the left are texts, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[], textColumns: number): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i < textColumns ? "---" : "---:"))), ...rows.map(line)];
}

const longest = 300;

/** A text from outside on one line, with nothing in it that Markdown or HTML would obey. */
function plain(text: string): string {
  return text
    .slice(0, longest)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~@$]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/:\/\//g, ":&#47;&#47;");
}

import { formatBytes, plural } from "../../ground/index.ts";
import type { Comparison, ComparisonRow } from "../../results/index.ts";
import { msText, noData, oneLine, percentText, rateText } from "./figures.ts";
import type { Paint, Style } from "./paint.ts";
import { type Column, tableLines } from "./table.ts";

const titles: { readonly [Metric in ComparisonRow["metric"]]: string } = {
  requestsPerSecond: "requests/s",
  failureShare: "failed",
  p50Ms: "p50 ms",
  p95Ms: "p95 ms",
  p99Ms: "p99 ms",
  meanMs: "average ms",
  meanBytes: "answer size",
};

const styles: { readonly [Judgement in ComparisonRow["judgement"]]: Style | undefined } = {
  better: "green",
  worse: "red",
  different: "yellow",
  noise: "dim",
  unknown: "dim",
};

const columns: readonly Column<ComparisonRow>[] = [
  { title: "Endpoint", rank: 0, textOf: ({ endpoint }) => (endpoint === "" ? "Total" : oneLine(endpoint)) },
  { title: "Figure", rank: 1, textOf: ({ metric }) => titles[metric] },
  { title: "A", rank: 4, textOf: ({ metric, a }) => figureText(metric, a) },
  { title: "B", rank: 5, textOf: ({ metric, b }) => figureText(metric, b) },
  { title: "Change", rank: 3, textOf: ({ change }) => changeText(change) },
  { title: "95 % interval", rank: 6, textOf: intervalText },
  { title: "Judgement", rank: 2, textOf: ({ judgement }) => judgement, styleOf: ({ judgement }) => styles[judgement] },
];

/**
 * A comparison as lines: every figure of the total, and of the endpoints those that differ beyond chance; then what makes
 * the two runs hard to compare.
 */
export function comparisonLines({ a, b, rows, caveats }: Comparison, width: number, paint: Paint): string[] {
  const shown = rows.filter(({ endpoint, judgement }) => endpoint === "" || !isQuiet(judgement));
  const hidden = rows.length - shown.length;
  return [
    `A: ${a.id} (${a.verdict})`,
    `B: ${b.id} (${b.verdict})`,
    "",
    ...tableLines(columns, shown, width, paint),
    ...(hidden > 0
      ? [paint("dim", `… and ${plural(hidden, "figure")} of endpoints without a difference beyond chance`)]
      : []),
    ...caveats.map((caveat) => paint("yellow", `Note: ${oneLine(caveat)}`)),
  ];
}

function isQuiet(judgement: ComparisonRow["judgement"]): boolean {
  return judgement === "noise" || judgement === "unknown";
}

function figureText(metric: ComparisonRow["metric"], value: number | null): string {
  if (value === null) return noData;
  if (metric === "requestsPerSecond") return rateText(value);
  if (metric === "failureShare") return percentText(value, 1);
  return metric === "meanBytes" ? formatBytes(Math.round(value)) : msText(value);
}

function changeText(change: number | null): string {
  if (change === null) return noData;
  const percent = change * 100;
  const digits = Math.abs(percent) < 9.95 ? 1 : 0;
  const text = percent.toFixed(digits);
  return `${percent > 0 ? "+" : ""}${Number(text) === 0 ? "0" : text} %`;
}

function intervalText({ changeFrom, changeTo }: ComparisonRow): string {
  return changeFrom === null || changeTo === null ? noData : `${changeText(changeFrom)} … ${changeText(changeTo)}`;
}

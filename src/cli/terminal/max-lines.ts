import { formatCount } from "../../ground/index.ts";
import { type LatencyHistogram, percentileMsOf } from "../../stats/index.ts";
import type { LoadResult, MeasuredLoad } from "../../run/index.ts";
import { msText, rateText } from "./figures.ts";
import type { Paint } from "./paint.ts";
import { type Column, tableLines } from "./table.ts";

/** What a search for the highest load found, and its curve of latency against load; nothing for any other run. */
export function maxLines({ max }: Pick<LoadResult, "max">, width: number, paint: Paint): string[] {
  if (max === null) return [];
  const column = (title: string, rank: number, textOf: (load: MeasuredLoad) => string): Column<MeasuredLoad> => ({
    title,
    rank,
    textOf,
  });
  const columns = [
    column("Load", 0, ({ target }) => max.nameOf(target)),
    column("Measured", 6, ({ seconds }) => `${seconds} s`),
    column("req/s", 2, ({ statistics, seconds }) => rateText(statistics.total.requests / seconds)),
    column("Failed", 3, ({ statistics }) => formatCount(statistics.total.failures)),
    column("Median", 5, ({ statistics }) => at(50, statistics.total.intended)),
    column("p99", 1, ({ statistics }) => at(99, statistics.total.intended)),
    column("Meets the thresholds", 4, ({ passed }) => (passed ? "yes" : "no")),
  ];
  const byTarget = max.measured.toSorted((a, b) => a.target - b.target);
  return ["", ...tableLines(columns, byTarget, width, paint), "", ...foundLines(max)];
}

function foundLines(max: NonNullable<LoadResult["max"]>): string[] {
  const { best, isCapped, measured } = max;
  if (best === null) return ["No load was found that meets the thresholds."];
  const found = `Highest load that meets the thresholds: ${max.nameOf(best.target)}`;
  if (isCapped) return [`${found}. It is the highest one allowed, so the service may bear more.`];
  const above = measured.filter(({ target, passed }) => !passed && target > best.target);
  const next = above.toSorted((a, b) => a.target - b.target)[0];
  const isGenerators = next?.verdict.verdict === "invalid";
  return [`${found}.`, ...(isGenerators ? [`Above it the generator was the limit. ${next.verdict.reasons[0]}`] : [])];
}

function at(percent: number, histogram: LatencyHistogram): string {
  return msText(histogram.count === 0 ? null : percentileMsOf(histogram, percent));
}

import { formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import { percentileMsOf, type RunStatistics } from "../../stats/index.ts";
import { cutTo, msText, percentText, rateText } from "./figures.ts";
import type { Paint } from "./paint.ts";
import { statisticsLines } from "./statistics-table.ts";

/** Where the run stands, on one line; rates are of the last ten seconds, the rest since the start. */
export function progressLine(statistics: RunStatistics): string {
  const { total, current } = statistics;
  const at = (percent: number) => msText(total.intended.count === 0 ? null : percentileMsOf(total.intended, percent));
  return [
    formatDurationMs((statistics.second + 1) * 1000),
    plural(statistics.users, "user"),
    `${rateText(current.requestsPerSecond)} req/s`,
    plural(total.requests, "request"),
    `${formatCount(total.failures)} failed (${percentText(total.failures, total.requests)})`,
    `p50 ${at(50)} ms`,
    `p95 ${at(95)} ms`,
    `p99 ${at(99)} ms`,
  ].join(" · ");
}

/** The view that is drawn again each second: the line and the table, no higher than the screen. */
export function liveLines(statistics: RunStatistics, size: { width: number; height: number }, paint: Paint): string[] {
  const { width, height } = size;
  return [
    cutTo(width, progressLine(statistics)),
    "",
    ...statisticsLines(statistics, {
      width,
      paint,
      // Besides the endpoints: the line, two empty ones, the head, "… more", the total, and the cursor's own.
      mostRows: Math.max(1, height - 7),
      perSecondOf: ({ recent }) => recent.rates(Math.max(0, statistics.second)).requestsPerSecond,
    }),
    "",
  ];
}

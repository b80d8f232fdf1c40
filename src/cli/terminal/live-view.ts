import { formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import { LatencyHistogram, localPortsOf, percentileMsOf, type RunStatistics, type Tick } from "../../stats/index.ts";
import { generatorHealthOf } from "../../verdict/index.ts";
import { cutTo, msText, percentText, rateText } from "./figures.ts";
import type { Paint } from "./paint.ts";
import { statisticsLines } from "./statistics-table.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

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

/**
 * How the load generator itself does: its lateness, event loop, garbage collection and each worker's share of a core in
 * the last second, its open files, its local ports, and late and missed starts since the start.
 */
export function healthLine(statistics: RunStatistics, { generator, workers }: Tick): string {
  const { lateness, missedStarts, lateStarts, openFilesLimit, localPortsLimit } = statistics;
  const last = new LatencyHistogram();
  last.merge(generator.loopLag);
  const cpu = workers.map(({ cpuMs, elapsedMs }) => percentText(Math.min(cpuMs, elapsedMs), elapsedMs));
  return [
    `generator ${msText(lateness.count === 0 ? null : percentileMsOf(lateness, 99))} ms late (p99)`,
    `loop ${msText(last.count === 0 ? null : percentileMsOf(last, 99))} ms behind`,
    `GC ${msText(generator.gcMs)} ms`,
    `CPU ${cpu.join(", ")}`,
    ...(localPortsLimit === 0
      ? []
      : [`${formatCount(localPortsOf(generator))} of ${plural(localPortsLimit, "local port")} taken`]),
    ...(openFilesLimit === 0 ? [] : [`${formatCount(generator.openFiles)} of ${plural(openFilesLimit, "file")} open`]),
    `${plural(lateStarts, "late start")}, ${formatCount(missedStarts)} missed`,
  ].join(" · ");
}

/** The view that is drawn again each second: the two lines and the table, no higher than the screen. */
export function liveLines(statistics: RunStatistics, tick: Tick, size: Size, paint: Paint): string[] {
  const { width, height } = size;
  const isHealthy = !generatorHealthOf(statistics).saturated;
  const health = cutTo(width, healthLine(statistics, tick));
  return [
    cutTo(width, progressLine(statistics)),
    paint(isHealthy ? "dim" : "yellow", health),
    "",
    ...statisticsLines(statistics, {
      width,
      paint,
      // Besides the endpoints: the two lines, two empty ones, the head, "… more", the total, and the cursor's own.
      mostRows: Math.max(1, height - 8),
      perSecondOf: ({ recent }) => recent.rates(Math.max(0, statistics.second)).requestsPerSecond,
    }),
    "",
  ];
}

import { formatBytes, formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import type { RunEnd, Summary } from "../../results/index.ts";
import type { ErrorCount, FailureSample, Latency } from "../../stats/index.ts";
import { parseThreshold } from "../../verdict/index.ts";
import { cutTo, msText, noData, oneLine, percentText } from "./figures.ts";
import type { Paint } from "./paint.ts";
import { statisticsLines } from "./statistics-table.ts";

const mostErrors = 20;
const mostSamples = 5;

/** The end of a run as lines: table, errors, thresholds, health of the generator, verdict. */
export function finalLines(end: RunEnd, width: number, paint: Paint): string[] {
  const { statistics, summary } = end;
  const sections = [
    [paint("bold", headline(summary))],
    [
      ...statisticsLines(statistics, {
        width,
        paint,
        mostRows: Number.POSITIVE_INFINITY,
        perSecondOf: ({ requests }) => requests / Math.max(0.001, summary.run.durationSeconds),
      }),
      paint("dim", cutTo(width, "Milliseconds from the intended start; http and connection errors are timed apart.")),
    ],
    errorLines(statistics.errors, width, paint),
    sampleLines(statistics.samples, width, paint),
    thresholdLines(summary, paint),
    [
      ...statistics.warnings.map((warning) => paint("yellow", warning)),
      ...coldLines(summary),
      ...counterLines(summary),
      ...writeLines(summary),
      ...isolationLines(summary),
      tokensLine(summary),
      generatorLine(summary),
    ],
    verdictLines(end, paint),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines) => [...lines, ""]);
}

function headline({ run, generator }: Summary): string {
  const parts = [
    `Run ${run.id}`,
    formatDurationMs(run.durationSeconds * 1000),
    plural(run.users, "user"),
    plural(run.workers, "worker"),
    run.host,
    ...(run.insecure ? ["CERTIFICATES NOT CHECKED (--insecure)"] : []),
  ];
  if (generator.interrupted > 0) parts.push(`${plural(generator.interrupted, "request")} cut short by the end`);
  return parts.join(" · ");
}

function errorLines(errors: readonly ErrorCount[], width: number, paint: Paint): string[] {
  if (errors.length === 0) return [];
  const sorted = errors.toSorted((a, b) => b.count - a.count);
  const most = formatCount(sorted[0]!.count).length;
  const lines = sorted.slice(0, mostErrors).map(({ count, endpoint, code, message }) => {
    const reason = message === "" ? code : `${code}: ${message}`;
    return cutTo(width, `  ${formatCount(count).padStart(most)} × ${oneLine(endpoint)}  ${oneLine(reason)}`);
  });
  const hidden = errors.length - lines.length;
  return [paint("bold", "Errors"), ...lines, ...(hidden > 0 ? [`  … and ${hidden} other kinds`] : [])];
}

function sampleLines(samples: readonly FailureSample[], width: number, paint: Paint): string[] {
  const wrong = samples.map(({ difference }) => difference).filter((difference) => difference !== null);
  if (wrong.length === 0) return [];
  const lines = wrong.slice(0, mostSamples).map(({ message }) => cutTo(width, `  ${oneLine(message)}`));
  return [paint("bold", "Wrong answers, the first of them"), ...lines];
}

function thresholdLines({ thresholds }: Summary, paint: Paint): string[] {
  if (thresholds.length === 0) return [];
  const widest = Math.max(...thresholds.map(({ expression }) => expression.length));
  const lines = thresholds.map(({ expression, observed, passed }) => {
    const measured =
      observed === null
        ? "no samples"
        : `measured ${Number(observed.toPrecision(4))}${parseThreshold(expression).unit}`;
    const mark = passed ? paint("green", "✓") : paint("red", "✗");
    return `  ${mark} ${expression.padEnd(widest)}  ${measured}`;
  });
  return [paint("bold", "Thresholds"), ...lines];
}

function coldLines({ total: { coldMs, warmMs } }: Summary): string[] {
  if (coldMs === null || warmMs === null) return [];
  const figures = ({ p50, p99 }: Latency) => `median ${msText(p50)} ms, p99 ${msText(p99)} ms`;
  return [`First request of each user: ${figures(coldMs)}; later ones: ${figures(warmMs)}`];
}

function counterLines({ counters }: Summary): string[] {
  const sums = Object.entries(counters).map(
    ([name, sum]) => `${oneLine(name)} ${Number.isInteger(sum) ? formatCount(sum) : Number(sum.toPrecision(6))}`,
  );
  return sums.length === 0 ? [] : [`Counted: ${sums.join(", ")}`];
}

function writeLines({ writes }: Summary): string[] {
  const { acknowledged, failed, unknown, visibleAfterMs } = writes;
  if (acknowledged + failed + unknown === 0) return [];
  const counts = `Writes: ${formatCount(acknowledged)} acknowledged, ${formatCount(failed)} refused, ${formatCount(unknown)} in doubt`;
  if (visibleAfterMs === null) return [counts];
  const { p50, p99, max } = visibleAfterMs;
  return [`${counts}; visible after ${msText(p50)} ms (median), ${msText(p99)} ms (p99), ${msText(max)} ms (most)`];
}

function isolationLines({ isolation: { probes, notProbed } }: Summary): string[] {
  const counted = Object.entries(probes).map(([kind, { refused, empty, leaked, broken }]) => {
    const results = [`${formatCount(refused)} refused`];
    if (empty > 0) results.push(`${formatCount(empty)} answered with nothing`);
    if (leaked > 0) results.push(`${formatCount(leaked)} LEAKED`);
    if (broken > 0) results.push(`${formatCount(broken)} failed`);
    return `Walls, ${kind}: ${results.join(", ")}`;
  });
  return [...counted, ...Object.entries(notProbed).map(([kind, why]) => `Walls, ${kind}: not probed, ${oneLine(why)}`)];
}

function tokensLine({ tokens }: Summary): string {
  const failed = tokens.failed === 0 ? "" : `, ${formatCount(tokens.failed)} failed`;
  return `Tokens: ${formatCount(tokens.requested)} requested${failed}, median ${msText(tokens.latencyMs?.p50 ?? null)} ms`;
}

function generatorLine({ generator, run }: Summary): string {
  const seconds = run.durationSeconds * run.workers;
  return [
    `Generator: ${generator.saturated ? "saturated" : "healthy"}`,
    `began its tasks ${generator.lateness === null ? noData : msText(generator.lateness.p99)} ms late (p99)`,
    `event loop ${msText(generator.eventLoopLagMs.p99)} ms behind (p99)`,
    `CPU ${percentText(Math.min(generator.cpuSeconds, seconds), seconds)} of ${plural(run.workers, "core")}`,
    `GC ${percentText(Math.min(generator.gcMs / 1000, seconds), seconds)}`,
    `memory ${formatBytes(generator.peakRssBytes)}`,
  ].join(", ");
}

function verdictLines({ verdict }: RunEnd, paint: Paint): string[] {
  const colour = ({ passed: "green", failed: "red", invalid: "yellow", interrupted: "yellow" } as const)[
    verdict.verdict
  ];
  const word = paint(["bold", colour], verdict.verdict.toUpperCase());
  return [`${word} (exit code ${verdict.exitCode})`, ...verdict.reasons.map((reason) => `  ${oneLine(reason)}`)];
}

import type { HistogramPoint, Labels, MetricFamily } from "./metric-families.ts";

/** The content type of {@link prometheusText}. */
export const prometheusType = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics in Prometheus' text exposition format, version 0.0.4; families without a value are left out. */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ points }) => points.length > 0)
    .map((family) => `${headOf(family)}${linesOf(family).join("")}`)
    .join("");
}

function headOf({ name, help, type }: MetricFamily): string {
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
}

function linesOf(family: MetricFamily): string[] {
  const { name } = family;
  if (family.type !== "histogram") return family.points.map(({ labels, value }) => lineOf(name, labels, value));
  return family.points.flatMap((point) => histogramLines(name, point));
}

function histogramLines(name: string, { labels, bounds, counts, sum, count }: HistogramPoint): string[] {
  return [
    ...bounds.map((bound, i) => lineOf(`${name}_bucket`, { ...labels, le: String(bound) }, counts[i]!)),
    lineOf(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    lineOf(`${name}_sum`, labels, sum),
    lineOf(`${name}_count`, labels, count),
  ];
}

function lineOf(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

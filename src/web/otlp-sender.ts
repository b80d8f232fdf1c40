import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { ValueType, type HrTime } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationTemporality, DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";
import type { RunHead } from "../results/index.ts";
import type { HistogramPoint, MetricFamily } from "./metric-families.ts";

/** Sends metrics to an OpenTelemetry collector. */
export interface OtlpSender {
  /** Never fails: what cannot be sent is told to `warn`, once. */
  send(families: readonly MetricFamily[]): Promise<void>;
  close(): Promise<void>;
}

export interface OtlpOptions {
  readonly head: Pick<RunHead, "id" | "startedAtMs" | "version">;
  /** `OTEL_SERVICE_NAME`, where it is set. */
  readonly serviceName: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (line: string) => void;
}

/** A sender that goes where the `OTEL_EXPORTER_OTLP_…` variables of the process say, by HTTP. */
export function otlpSender({ head, serviceName, now, warn }: OtlpOptions): OtlpSender {
  const exporter = new OTLPMetricExporter();
  const resource = resourceFromAttributes({
    "service.name": serviceName ?? "pickup-load-test",
    "service.version": head.version,
    "pickup.run.id": head.id,
  });
  const scope = { name: "pickup-load-test", version: head.version };
  let isTold = false;
  return {
    async send(families) {
      const moments: Moments = { startTime: timeOf(head.startedAtMs), endTime: timeOf(now()) };
      const metrics: MetricData[] = families
        .filter(({ points }) => points.length > 0)
        .map((family) => dataOf(family, moments));
      const error = await new Promise<Error | undefined>((resolve) =>
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the exporter has a copy of the same enums
        exporter.export({ resource, scopeMetrics: [{ scope, metrics }] }, (result) => resolve(result.error)),
      );
      if (error === undefined || isTold) return;
      isTold = true;
      warn(`metrics cannot be sent to the OpenTelemetry collector: ${error.message}`);
    },
    close: () => exporter.shutdown(),
  };
}

interface Moments {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

function dataOf(family: MetricFamily, moments: Moments): MetricData {
  const { name, help: description, unit } = family;
  const common = {
    // The endings are Prometheus' ways of saying what stands in fields of their own here.
    descriptor: { name: name.replace(/_total$/, ""), description, unit: unitOf(unit), valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (family.type === "histogram") {
    const dataPoints = family.points.map((point) => ({
      ...moments,
      attributes: point.labels,
      value: histogramOf(point),
    }));
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints };
  }
  const dataPoints = family.points.map(({ labels, value }) => ({ ...moments, attributes: labels, value }));
  if (family.type === "gauge") return { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
}

/** Counts of each bucket apart, where Prometheus adds them up. */
function histogramOf({ bounds, counts, sum, count }: HistogramPoint) {
  const apart = [...counts, count].map((upTo, i, all) => upTo - (i === 0 ? 0 : all[i - 1]!));
  return { buckets: { boundaries: [...bounds], counts: apart }, sum, count };
}

function unitOf(unit: string): string {
  return unit === "seconds" ? "s" : unit === "bytes" ? "By" : "1";
}

function timeOf(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}

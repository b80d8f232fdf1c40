import type { Clock } from "../ground/index.ts";
import type { RunObserver, RunStanding, RunStart, RunState } from "../results/index.ts";
import type { RunStatistics, Tick } from "../stats/index.ts";
import { metricFamilies } from "./metric-families.ts";
import type { OtlpSender } from "./otlp-sender.ts";

const everySeconds = 10;

export interface OtlpSurroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  readonly clock: Clock;
  readonly warn: (line: string) => void;
}

/** The export to an OpenTelemetry collector; null where the usual variables of the environment name none. */
export function otlpExportOf({ environment, clock, warn }: OtlpSurroundings): RunObserver | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: metrics = all } = environment;
  if (metrics === undefined || metrics === "" || environment.OTEL_SDK_DISABLED === "true") return null;
  return new OtlpExport(async ({ run: head }) => {
    // Loaded only here: it takes its time, and few runs need it.
    const { otlpSender } = await import("./otlp-sender.ts");
    return otlpSender({ head, serviceName: environment.OTEL_SERVICE_NAME, now: () => clock.wallNow(), warn });
  });
}

/** Sends the metrics of a run to an OpenTelemetry collector: every ten seconds, and once more at its end. */
class OtlpExport implements RunObserver {
  readonly name = "OpenTelemetry export";
  readonly #open: (start: RunStart) => Promise<OtlpSender>;
  #sender: OtlpSender | undefined;
  #start: RunStart | undefined;
  #last: { readonly tick: Tick; readonly statistics: RunStatistics; readonly standing: RunStanding } | undefined;

  constructor(open: (start: RunStart) => Promise<OtlpSender>) {
    this.#open = open;
  }

  async start(start: RunStart): Promise<void> {
    this.#start = start;
    this.#sender = await this.#open(start);
  }

  async abandon(): Promise<void> {
    await this.#sender?.close();
  }

  tick(tick: Tick, statistics: RunStatistics, standing: RunStanding): void {
    this.#last = { tick, statistics, standing };
    if (tick.second % everySeconds === everySeconds - 1) void this.#sender!.send(this.#families("running"));
  }

  async end(): Promise<void> {
    await this.#sender!.send(this.#families("ended"));
    await this.#sender!.close();
  }

  #families(state: RunState) {
    const { run: head, thresholds } = this.#start!;
    const last = this.#last ?? { tick: null, statistics: null, standing: null };
    return metricFamilies({ head, state, thresholds, ...last });
  }
}

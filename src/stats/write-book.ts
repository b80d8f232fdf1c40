import { LatencyHistogram } from "./latency-histogram.ts";
import { mergeHistograms } from "./merge-histograms.ts";
import type { SparseHistogram } from "./sparse-histogram.ts";

/** What users wrote in one second, and how long after its acknowledgement a write was first shown. */
export interface WriteTick {
  readonly acknowledged: number;
  /** Refused by the API. */
  readonly failed: number;
  /** Without an answer, or with an error behind which they may have been stored. */
  readonly unknown: number;
  /** From an acknowledgement to the question whose answer first showed the write; only where that may take time. */
  readonly visibleAfter: SparseHistogram;
}

export type SettledWrite = "acknowledged" | "failed" | "unknown";

/** Counts what users write. */
export class WriteBook {
  acknowledged = 0;
  failed = 0;
  unknown = 0;
  readonly visibleAfter = new LatencyHistogram();

  settled(state: SettledWrite): void {
    this[state]++;
  }

  visible(lagMs: number): void {
    this.visibleAfter.add(lagMs * 1000);
  }

  add(tick: WriteTick): void {
    this.acknowledged += tick.acknowledged;
    this.failed += tick.failed;
    this.unknown += tick.unknown;
    this.visibleAfter.merge(tick.visibleAfter);
  }

  /** What was counted since the last call. */
  take(): WriteTick {
    const { acknowledged, failed, unknown } = this;
    this.acknowledged = this.failed = this.unknown = 0;
    return { acknowledged, failed, unknown, visibleAfter: this.visibleAfter.take() };
  }
}

/** The writes of several workers together. */
export function mergeWrites(ticks: readonly WriteTick[]): WriteTick {
  const total = (state: SettledWrite) => ticks.reduce((sum, tick) => sum + tick[state], 0);
  return {
    acknowledged: total("acknowledged"),
    failed: total("failed"),
    unknown: total("unknown"),
    visibleAfter: mergeHistograms(ticks.map(({ visibleAfter }) => visibleAfter)),
  };
}

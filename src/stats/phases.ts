import { CoarseHistogram } from "./coarse-histogram.ts";
import type { SparseHistogram } from "./sparse-histogram.ts";

/** The phases of a request, in their order. */
export const phases = ["wait", "dns", "connect", "tls", "send", "firstByte", "download"] as const;
export type Phase = (typeof phases)[number];

/**
 * How long the phases of answered requests took. `wait`: from the intended start until a connection was free; `dns`,
 * `connect` and `tls` only of requests for which that was done; `send`: until the operating system had all of the
 * request; then to the first byte of the answer, and to its last. Of a redirected request: those of its last hop.
 */
export type PhaseTick = { readonly [Name in Phase]: SparseHistogram };

/** The moments of an answered request by the shared clock. */
export interface PhaseMoments {
  readonly dueMs: number;
  readonly sentMs: number;
  /** When the operating system had the whole request; 0: at once. */
  readonly flushedMs?: number;
  readonly firstByteMs?: number;
  readonly endMs: number;
  /** The making of the connection, when the request needed a new one. */
  readonly opening?: {
    readonly startedMs: number;
    readonly resolvedMs: number;
    readonly connectedMs: number;
    readonly securedMs: number;
  } | null;
}

/** The histograms of all phases. */
export class PhaseHistograms {
  readonly #of = eachPhase(() => new CoarseHistogram());

  /** Counts the phases of one answered request. */
  add(moments: PhaseMoments): void {
    const { dueMs, sentMs, endMs, firstByteMs = endMs, flushedMs = 0, opening } = moments;
    const of = this.#of;
    const readyMs = opening?.securedMs ?? sentMs;
    if (opening) {
      const { startedMs, resolvedMs, connectedMs, securedMs } = opening;
      if (resolvedMs > startedMs) of.dns.add((resolvedMs - startedMs) * 1000);
      of.connect.add((connectedMs - resolvedMs) * 1000);
      if (securedMs > connectedMs) of.tls.add((securedMs - connectedMs) * 1000);
    }
    // A server may answer before it has taken all of the request.
    const writtenMs = flushedMs === 0 ? readyMs : Math.min(flushedMs, firstByteMs);
    of.wait.add((sentMs - dueMs) * 1000);
    of.send.add((writtenMs - readyMs) * 1000);
    of.firstByte.add((firstByteMs - writtenMs) * 1000);
    of.download.add((endMs - firstByteMs) * 1000);
  }

  merge(tick: PhaseTick): void {
    for (const phase of phases) this.#of[phase].merge(tick[phase]);
  }

  /** What was counted since the last call. */
  take(): PhaseTick {
    return eachPhase((phase) => this.#of[phase].take());
  }

  /** The distribution of one phase. */
  of(phase: Phase) {
    return this.#of[phase].toLatency();
  }

  /** Mean and 95th percentile of each phase in milliseconds; null: no data. */
  figures() {
    return eachPhase((phase) => this.#of[phase].figures());
  }
}

/** An object with a value for each phase. */
export function eachPhase<Value>(valueOf: (phase: Phase) => Value): { readonly [Name in Phase]: Value } {
  return Object.fromEntries(phases.map((phase) => [phase, valueOf(phase)])) as { [Name in Phase]: Value };
}

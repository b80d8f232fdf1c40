import type { Marker } from "../dataset/index.ts";
import { verificationOptions } from "./options.ts";

/** What the service is declared to do. What is left out is unlimited, or never. */
export interface DeclaredSettings {
  /** The service's `cutOffInDays`. */
  readonly cutOffDays?: number | undefined;
  /** The service's `continueWatchingLimit`. */
  readonly historyLimit?: number | undefined;
  /** Position / runtime from which a title counts as finished. */
  readonly completedAt?: number | undefined;
  /** How near to an edge of time (cut-off, ttl) either answer is right; default: that of `--edge-margin`. */
  readonly edgeMarginMs?: number | undefined;
}

/** The declared settings ready to compute with: nothing is optional, `Infinity` stands for "never" and "unlimited". */
export interface Rules {
  readonly cutOffMs: number;
  readonly limit: number;
  readonly completedAt: number;
  /** Since 1970; no row is shown after it. */
  readonly ttlMs: number;
  readonly marginMs: number;
}

export const dayMs = 86_400_000;

/** `ttl` is that of the rows, in epoch seconds. */
export function rulesOf(settings: DeclaredSettings, ttl = Infinity): Rules {
  const { cutOffDays, historyLimit, completedAt, edgeMarginMs } = settings;
  return {
    cutOffMs: (cutOffDays ?? Infinity) * dayMs,
    limit: historyLimit ?? Infinity,
    completedAt: completedAt ?? Infinity,
    ttlMs: ttl * 1000,
    marginMs: edgeMarginMs ?? verificationOptions.edgeMargin.default,
  };
}

/** How much of a title has been watched, 0 to 1. */
export function watchedShareOf({ position, runtime }: Pick<Marker, "position" | "runtime">): number {
  return position / runtime;
}

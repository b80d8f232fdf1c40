import type { SeedingProgress } from "./seeding-totals.ts";

/** How long the rest will take at the pace so far; null when nothing was written yet. */
export function secondsLeftOf({
  written,
  planned,
  elapsedMs,
}: Pick<SeedingProgress, "written" | "planned" | "elapsedMs">): number | null {
  if (written === 0 || elapsedMs === 0) return null;
  return Math.ceil(((planned - written) * elapsedMs) / 1000 / written);
}

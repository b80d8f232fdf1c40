/**
 * The pause after failure number `attempt` (the first is 1), in milliseconds: uniform between 0 and a ceiling that doubles
 * from `baseMs` up to `capMs`. The full jitter of Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog,
 * 2015): of all variants it spreads a crowd best. `random` gives numbers in [0, 1).
 */
export function fullJitterMs(attempt: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

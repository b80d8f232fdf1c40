/** A source of uniform numbers in [0, 1), such as a `RandomStream`. */
export interface Random {
  next(): number;
}

/** The first pause is drawn from [0, base). */
const baseMs = 250;

/**
 * The pause before try number `attempt` + 1 (the first failure is attempt 1): uniform below `base × 2^(attempt−1)`, at
 * most `capMs`. Full jitter of Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015): of all
 * variants it spreads a crowd best.
 */
export function fullJitterMs(attempt: number, capMs: number, random: Random): number {
  return random.next() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

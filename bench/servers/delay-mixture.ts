import { type Random, RandomStream, seedKeyOf } from "../../src/ground/index.ts";

interface Part {
  /** Of all requests. */
  readonly share: number;
  readonly delayMs: (random: Random) => number;
}

/**
 * What the delays of a service look like: most are quick, some wait in line, few meet a slow neighbour, and the last
 * ones follow a power law. The p50, p90, p99 and p99.9 each lie where one of the parts is dense, none on a gap.
 */
const mixture: readonly Part[] = [
  { share: 0.7, delayMs: (random) => 8 * Math.exp(0.35 * normal(random)) },
  { share: 0.25, delayMs: (random) => 15 + exponential(random, 25) },
  { share: 0.045, delayMs: (random) => 100 + exponential(random, 80) },
  { share: 0.005, delayMs: (random) => Math.min(2000, 250 / Math.sqrt(1 - random.next())) },
];

/** Delays in milliseconds, the same ones for the same seed. */
export function delaysOf(seed: string): () => number {
  const random = new RandomStream(seedKeyOf(seed), 0);
  return () => {
    let rest = random.next();
    const part = mixture.find(({ share }) => (rest -= share) < 0) ?? mixture[0]!;
    return part.delayMs(random);
  };
}

function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** Box and Muller's transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

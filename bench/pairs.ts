import { type Generator, type MeasuredRun, measureRun, type RunConditions } from "./measured-run.ts";

/** Two generators measured one after the other, in the same minute on the same machine. */
export interface Pair {
  readonly ours: MeasuredRun;
  readonly theirs: MeasuredRun;
}

/** Only ratios of one pair mean anything; these are the medians over all pairs. */
export interface Comparison {
  readonly pairs: readonly Pair[];
  /** Our requests per second in those of the peer. */
  readonly rateRatio: number;
  /** The peer's CPU per request in ours: above 1 when ours is the cheaper. */
  readonly cpuRatio: number;
}

/** Measures pairs of fresh processes; who goes first alternates, so that a machine that tires favours nobody. */
export async function comparePairs(
  ours: Generator,
  theirs: Generator,
  conditions: RunConditions,
  count: number,
  seen: (pair: Pair) => void = () => undefined,
): Promise<Comparison> {
  const pairs: Pair[] = [];
  for (let number = 0; number < count; number++) {
    const pair = await measurePair(ours, theirs, conditions, number % 2 === 0);
    pairs.push(pair);
    seen(pair);
  }
  return {
    pairs,
    rateRatio: median(pairs.map(({ ours, theirs }) => ours.requestsPerSecond / theirs.requestsPerSecond)),
    cpuRatio: median(pairs.map(({ ours, theirs }) => theirs.cpuUsPerRequest / ours.cpuUsPerRequest)),
  };
}

async function measurePair(
  ours: Generator,
  theirs: Generator,
  conditions: RunConditions,
  oursFirst: boolean,
): Promise<Pair> {
  if (oursFirst) {
    const first = await measureRun(ours, conditions);
    return { ours: first, theirs: await measureRun(theirs, conditions) };
  }
  const first = await measureRun(theirs, conditions);
  return { theirs: first, ours: await measureRun(ours, conditions) };
}

/** The middle one; of an even number the upper of the two in the middle. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** One line: `  95500/s 10.4 µs`. */
export function showRun({ requestsPerSecond, cpuUsPerRequest }: MeasuredRun): string {
  return `${requestsPerSecond.toFixed(0).padStart(7)}/s ${cpuUsPerRequest.toFixed(1).padStart(5)} µs`;
}

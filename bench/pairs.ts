import { setTimeout as pause } from "node:timers/promises";
import {
  type Generator,
  type MeasuredRun,
  type MeasuredWindow,
  measureRun,
  type RunConditions,
  RunningGenerator,
  runOf,
} from "./measured-run.ts";

/** Two generators measured in the same minute on the same machine. */
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

/** Others may use so much of a core while a pair is measured. */
const toleratedShare = 0.1;
/** A pair that others disturb is measured again, up to here in all: on a busy machine the least disturbed one counts. */
const mostTries = 4;

/** What was left lying while the process was suspended is dealt with before its turn is measured. */
const settleMs = 30;

export interface PairConditions extends RunConditions {
  /**
   * The two processes of a pair take turns of so long until each had its window, one suspended while the other runs: what
   * others do to the machine in these seconds, they do to both. Left out: one process after the other.
   */
  readonly turnMs?: number;
}

/** Measures pairs of fresh processes; who goes first alternates, so that a machine that tires favours nobody. */
export async function comparePairs(
  ours: Generator,
  theirs: Generator,
  conditions: PairConditions,
  count: number,
  seen: (pair: Pair) => void = () => undefined,
): Promise<Comparison> {
  const { turnMs } = conditions;
  const pairs: Pair[] = [];
  for (let number = 0; number < count; number++) {
    const oursFirst = number % 2 === 0;
    const pair =
      turnMs === undefined
        ? await measureQuietPair(ours, theirs, conditions, oursFirst)
        : await measureTurns(ours, theirs, { ...conditions, turnMs }, oursFirst);
    pairs.push(pair);
    seen(pair);
  }
  return {
    pairs,
    rateRatio: median(pairs.map(({ ours, theirs }) => ours.requestsPerSecond / theirs.requestsPerSecond)),
    cpuRatio: median(pairs.map(({ ours, theirs }) => theirs.cpuUsPerRequest / ours.cpuUsPerRequest)),
  };
}

async function measureQuietPair(
  ours: Generator,
  theirs: Generator,
  conditions: RunConditions,
  oursFirst: boolean,
): Promise<Pair> {
  let best = await measurePair(ours, theirs, conditions, oursFirst);
  for (let tries = 1; tries < mostTries && disturbanceOf(best) > toleratedShare; tries++) {
    const pair = await measurePair(ours, theirs, conditions, oursFirst);
    if (disturbanceOf(pair) < disturbanceOf(best)) best = pair;
  }
  return best;
}

function disturbanceOf({ ours, theirs }: Pair): number {
  return Math.max(ours.foreignShare, theirs.foreignShare);
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

async function measureTurns(
  ours: Generator,
  theirs: Generator,
  conditions: Required<PairConditions>,
  oursFirst: boolean,
): Promise<Pair> {
  await using first = await RunningGenerator.start(oursFirst ? ours : theirs, conditions);
  first.suspend();
  await using second = await RunningGenerator.start(oursFirst ? theirs : ours, conditions);
  second.suspend();
  const runs = await takeTurns([first, second], conditions);
  for (const running of [first, second]) await running.end();
  return oursFirst ? { ours: runs[0], theirs: runs[1] } : { ours: runs[1], theirs: runs[0] };
}

type Two<T> = readonly [T, T];

/** Who comes first changes with every turn. */
async function takeTurns(
  generators: Two<RunningGenerator>,
  { windowMs, turnMs }: Required<PairConditions>,
): Promise<Two<MeasuredRun>> {
  const windows: Two<MeasuredWindow[]> = [[], []];
  for (let turn = 0; turn * turnMs < windowMs; turn++) {
    for (const which of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const running = generators[which];
      running.resume();
      await pause(settleMs);
      windows[which].push(await running.measure(turnMs));
      running.suspend();
    }
  }
  return [runOf(windows[0]), runOf(windows[1])];
}

/** The middle one; of an even number the upper of the two in the middle. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** One line: `  95500/s 10.4 µs`, and how much of a core others took when that is too much to trust it. */
export function showRun({ requestsPerSecond, cpuUsPerRequest, foreignShare }: MeasuredRun): string {
  const disturbed = foreignShare > toleratedShare ? ` (others ${foreignShare.toFixed(2)})` : "";
  return `${requestsPerSecond.toFixed(0).padStart(7)}/s ${cpuUsPerRequest.toFixed(1).padStart(5)} µs${disturbed}`;
}

import type { EndpointStatistics } from "../../stats/index.ts";
import type { ComparisonRow } from "../run-view.ts";
import { type Batch, joinedBatches, mostBatches } from "./batched-run.ts";
import { type Change, changeOf } from "./change-of.ts";
import type { ComparedMetric } from "./metrics.ts";

/** One endpoint, or the total, of one run. */
export interface Side {
  readonly statistics: EndpointStatistics;
  readonly seconds: number;
  /** None: the endpoint was not asked. */
  readonly batches: readonly Batch[];
}

/** Finer cuts first; a figure that needs more values than they hold is told by a coarser one. */
const cuts = [mostBatches, mostBatches / 2, mostBatches / 4] as const;

/** One figure of two runs beside each other, judged at the probability `outside` of an error. */
export function comparisonRow(
  endpoint: string,
  compared: ComparedMetric,
  a: Side | null,
  b: Side | null,
  outside: number,
): ComparisonRow {
  const { metric, rise } = compared;
  const figure = (side: Side | null) => (side === null ? null : compared.ofRun(side.statistics, side.seconds));
  const [ofA, ofB] = [figure(a), figure(b)];
  const row = { endpoint, metric, a: ofA, b: ofB, change: null, changeFrom: null, changeTo: null };
  if (a === null || b === null || ofA === null || ofB === null) return { ...row, judgement: "unknown" };
  const scale = metric === "failureShare" ? differenceOfShares(ofA) : ratio;
  const estimate = scale.between(ofA, ofB);
  const pairs = pairsOf(compared, a.batches, b.batches);
  if (estimate === null || pairs === null) {
    return { ...row, change: ofA === 0 ? null : (ofB - ofA) / ofA, judgement: ofA === ofB ? "noise" : "unknown" };
  }
  const ofBatches = pairs.map(([of, other]) => scale.between(of, other) ?? estimate);
  const change = changeOf({ estimate, ofBatches, betweenRuns: compared.betweenRuns, outside });
  const [relative, changeFrom, changeTo] = [change.estimate, change.from, change.to].map(scale.relative);
  return { ...row, change: relative!, changeFrom: changeFrom!, changeTo: changeTo!, judgement: judged(change, rise) };
}

function judged({ from, to }: Change, rise: ComparedMetric["rise"]): ComparisonRow["judgement"] {
  if (from <= 0 && to >= 0) return "noise";
  if (rise === "different") return "different";
  return from > 0 === (rise === "better") ? "better" : "worse";
}

/** How two figures are set against each other, and what a difference is relative to the first. */
interface Scale {
  readonly between: (a: number, b: number) => number | null;
  readonly relative: (difference: number) => number | null;
}

/** By the logarithm of their ratio, so that a doubling and a halving weigh the same. */
const ratio: Scale = {
  between: (a, b) => (a > 0 && b > 0 ? Math.log(b / a) : null),
  relative: (difference) => Math.exp(difference) - 1,
};

/** Shares may be 0. */
function differenceOfShares(share: number): Scale {
  return { between: (a, b) => b - a, relative: (difference) => (share === 0 ? null : difference / share) };
}

/** The figure of each pair of batches, in the finest cut whose batches all tell it; null: none does. */
function pairsOf(
  { ofBatch }: ComparedMetric,
  a: readonly Batch[],
  b: readonly Batch[],
): (readonly [number, number])[] | null {
  if (a.length < mostBatches || b.length < mostBatches) return null;
  for (const count of cuts) {
    const pairs = joinedBatches(a, count).map((batch, i) => [batch, i] as const);
    const others = joinedBatches(b, count);
    const figures = pairs.map(([batch, i]) => [ofBatch(batch), ofBatch(others[i]!)] as const);
    if (figures.every((pair): pair is readonly [number, number] => pair[0] !== null && pair[1] !== null))
      return figures;
  }
  return null;
}

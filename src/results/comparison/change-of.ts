import { studentT } from "./student-t.ts";

/** A difference between two runs with the bounds between which it lies, as the chosen confidence has it. */
export interface Change {
  readonly estimate: number;
  readonly from: number;
  readonly to: number;
}

export interface ChangeFacts {
  /** The difference of the whole runs. */
  readonly estimate: number;
  /** The same of each pair of batches: the i-th part of the one run against the i-th part of the other. */
  readonly ofBatches: readonly number[];
  /** Standard deviation by which even equal runs differ, for reasons that lie between them. */
  readonly betweenRuns: number;
  /** The probability of a true difference beyond the bounds. */
  readonly outside: number;
}

/** More make no difference. */
const mostFreedom = 200;

/**
 * The interval of a difference from batches of consecutive seconds, which may be quantiles: "sectioning" (Asmussen and
 * Glynn, Stochastic Simulation, III.5a), with the deviations of the batches taken from the figure of the whole. Pairs
 * of batches at the same place of both runs leave a common ramp out. Neighbouring batches are alike when what disturbs a
 * run lasts longer than one of them: the variance is raised by their correlation, as for a first-order autoregression.
 * What lies between runs is given and not found out from a few batches, so it has no part in their uncertainty: the
 * degrees of freedom are those of Welch and Satterthwaite.
 */
export function changeOf({ estimate, ofBatches, betweenRuns, outside }: ChangeFacts): Change {
  const n = ofBatches.length;
  const deviations = ofBatches.map((batch) => batch - estimate);
  const squares = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  const products = deviations.slice(1).reduce((sum, deviation, i) => sum + deviation * deviations[i]!, 0);
  // The correlation of so few is estimated too low by about 1/n.
  const correlation = squares === 0 ? 0 : Math.min(0.8, Math.max(0, products / squares + 1 / n));
  const variance = (squares / (n * (n - 1))) * ((1 + correlation) / (1 - correlation));
  const given = 2 * betweenRuns ** 2;
  const freedom = variance === 0 ? mostFreedom : ((n - 1) * (variance + given) ** 2) / variance ** 2;
  const reach = studentT(outside, Math.floor(Math.min(mostFreedom, freedom))) * Math.sqrt(variance + given);
  return { estimate, from: estimate - reach, to: estimate + reach };
}

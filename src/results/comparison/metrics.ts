import {
  countOf,
  type EndpointStatistics,
  LatencyHistogram,
  percentileMsOf,
  type SparseHistogram,
} from "../../stats/index.ts";
import type { ComparisonRow } from "../run-view.ts";
import type { Batch } from "./batched-run.ts";

/** One figure by which two runs are compared. */
export interface ComparedMetric {
  readonly metric: ComparisonRow["metric"];
  /** What a rise means. */
  readonly rise: "better" | "worse" | "different";
  /** Standard deviation, relative, by which this figure of equal runs differs for reasons between them. */
  readonly betweenRuns: number;
  /** Of a whole run; null: no data. */
  readonly ofRun: (statistics: EndpointStatistics, seconds: number) => number | null;
  /** Of a batch; null: too little in it to say. */
  readonly ofBatch: (batch: Batch) => number | null;
}

/** A quantile of a batch needs so many values beyond it. */
const leastBeyond = 5;
const leastRequests = 10;

export const comparedMetrics: readonly ComparedMetric[] = [
  {
    metric: "requestsPerSecond",
    rise: "better",
    betweenRuns: 0.01,
    ofRun: ({ requests }, seconds) => (seconds > 0 && requests > 0 ? requests / seconds : null),
    ofBatch: ({ requests, seconds }) => (requests < leastRequests ? null : requests / seconds),
  },
  {
    metric: "failureShare",
    rise: "worse",
    betweenRuns: 0,
    ofRun: ({ requests, failures }) => (requests === 0 ? null : failures / requests),
    ofBatch: ({ requests, failures }) => (requests < leastRequests ? null : failures / requests),
  },
  percentile("p50Ms", 50, 0.01),
  percentile("p95Ms", 95, 0.015),
  percentile("p99Ms", 99, 0.02),
  {
    metric: "meanMs",
    rise: "worse",
    betweenRuns: 0.01,
    ofRun: ({ intended }) => (intended.count === 0 ? null : intended.mean / 1000),
    ofBatch: ({ latencies }) => meanMsOf(latencies),
  },
  {
    metric: "meanBytes",
    rise: "different",
    betweenRuns: 0.005,
    ofRun: ({ requests, contentBytes }) => (requests === 0 ? null : contentBytes / requests),
    ofBatch: ({ requests, contentBytes }) => (requests < leastRequests ? null : contentBytes / requests),
  },
];

function percentile(metric: ComparisonRow["metric"], percent: number, betweenRuns: number): ComparedMetric {
  const leastCount = leastBeyond / (1 - percent / 100);
  const of = (histogram: LatencyHistogram) => percentileMsOf(histogram, percent);
  return {
    metric,
    rise: "worse",
    betweenRuns,
    ofRun: ({ intended }) => (intended.count === 0 ? null : of(intended)),
    ofBatch({ latencies }) {
      if (countOf(latencies) < leastCount) return null;
      const histogram = new LatencyHistogram();
      histogram.merge(latencies);
      return of(histogram);
    },
  };
}

function meanMsOf(latencies: SparseHistogram): number | null {
  const count = countOf(latencies);
  return count < leastRequests ? null : latencies.sum / count / 1000;
}

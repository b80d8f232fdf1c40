import type { FailureSample } from "../../src/stats/index.ts";

/** A kept failure with the usual of everything that a test does not care about. */
export function failureSample(own: Partial<FailureSample>): FailureSample {
  return {
    endpoint: "GET /x",
    outcome: "http-error",
    reason: "status 503",
    userId: "user-7",
    seenMs: 0,
    request: "GET /x",
    requestHeaders: [],
    status: 503,
    responseHeaders: [],
    bodyExcerpt: "",
    latencyMs: 3,
    difference: null,
    traceId: null,
    ...own,
  };
}

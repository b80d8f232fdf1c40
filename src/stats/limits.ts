/** How much a run may remember, so that its memory does not grow with its length or with what the script names. */
export const limits = {
  /** Endpoints with a row of their own; further ones are counted in one row called "other". */
  endpoints: 500,
  /** Distinct errors; further ones are counted in one row called "other errors". */
  errors: 500,
  /** Characters of an error message or of an excerpt. */
  textLength: 2000,
  /** Distinct counters of the test's own; further ones are counted in one called "other". */
  counters: 100,
  /** Kept failed requests for each outcome, reason and endpoint. */
  samplesEach: 5,
  /** Kept failed requests in all. */
  samples: 200,
  /** Seconds that "current" rates look back. */
  windowSeconds: 10,
} as const;

/** Lateness of a start above which it counts as late, in milliseconds. */
export const lateStartMs = 5;

/** The name of the row for endpoints beyond the limit. */
export const otherEndpoint = "other";

/** The message of the row for errors beyond the limit. */
export const otherErrors = "other errors";

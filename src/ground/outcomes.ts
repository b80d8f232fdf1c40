/**
 * What can become of a request. Everything but `ok` is a failure; `http-error` and `connection-error` are *fast*
 * failures, kept in a latency histogram of their own so that they cannot flatter the others.
 */
export const outcomes = [
  "ok",
  "http-error",
  "check-failed",
  "wrong-content",
  "timeout",
  "connection-error",
  "leak",
] as const;

export type Outcome = (typeof outcomes)[number];

/** True for the failures that end early and say nothing about how long an answer takes. */
export function isFastFailure(outcome: Outcome): boolean {
  return outcome === "http-error" || outcome === "connection-error";
}

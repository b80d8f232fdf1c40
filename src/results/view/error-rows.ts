import { type Outcome, outcomes } from "../../ground/index.ts";
import type { ErrorCount, FailureSample, RunStatistics } from "../../stats/index.ts";
import type { ExceptionRow, FailureRow, FailureSampleView } from "../run-view.ts";

/** The errors of a run that concern a request, with their samples; `wanted` picks among them. */
export function failureRowsOf(
  { errors, samples }: Pick<RunStatistics, "errors" | "samples">,
  wanted: (key: string) => boolean = () => true,
): FailureRow[] {
  const samplesOf = Map.groupBy(samples, ({ outcome, endpoint, reason }) => errorKey(outcome, endpoint, reason));
  return errors
    .filter(({ kind }) => kind === "request")
    .map((error) => ({ error, key: errorKey(error.code, error.endpoint, error.message) }))
    .filter(({ key }) => wanted(key))
    .map(({ error: { code, message, endpoint, count, firstSeenMs, lastSeenMs }, key }) => ({
      key,
      ...endpointIn(endpoint),
      outcome: outcomes.find((outcome) => outcome === code) ?? ("other" as const),
      message,
      count,
      firstSeenMs,
      lastSeenMs,
      samples: (samplesOf.get(key) ?? []).map(sampleView),
    }));
}

/** The errors of a run that are none of a request. */
export function exceptionRowsOf(
  { errors }: Pick<RunStatistics, "errors">,
  wanted: (key: string) => boolean = () => true,
): ExceptionRow[] {
  return errors.flatMap(({ kind, code, message, endpoint, stack, count, firstSeenMs, lastSeenMs }) => {
    const key = errorKey(code, endpoint, message);
    if (kind === "request" || !wanted(key)) return [];
    return [{ key, kind, code, message, where: endpoint, stack, count, firstSeenMs, lastSeenMs }];
  });
}

/** What tells one kind of error from another for the whole of a run. */
export function keyOfError({ code, endpoint, message }: Pick<ErrorCount, "code" | "endpoint" | "message">): string {
  return errorKey(code, endpoint, message);
}

function errorKey(code: Outcome | (string & {}), endpoint: string, message: string): string {
  return `${code}\n${endpoint}\n${message}`;
}

/** `GET /path` in its parts; what is no endpoint has no method. */
function endpointIn(label: string): { method: string; name: string } {
  const [, method = "", name = label] = /^([A-Za-z]+) (.*)$/s.exec(label) ?? [];
  return { method, name };
}

function sampleView(sample: FailureSample): FailureSampleView {
  const { endpoint: _endpoint, outcome: _outcome, reason: _reason, ...view } = sample;
  return view;
}

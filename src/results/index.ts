export { resultsOptions } from "./options.ts";
export { type ResultPlaces, resultObserversOf } from "./result-observers.ts";
export { RunFolder } from "./run-folder.ts";
export { newRunId } from "./run-id.ts";
export type { RunEnd, RunFacts, RunObserver, RunStart } from "./run-observer.ts";
export { RunObservers } from "./run-observers.ts";
export { type Machine, type OptionsRecord, optionsRecordOf, type RunRecord } from "./run-record.ts";
export { type SummaryFacts, summaryOf } from "./summary-of.ts";
export type { Stats, Summary } from "./summary.ts";

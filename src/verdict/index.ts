export { evaluateThreshold } from "./evaluate-threshold.ts";
export { type GeneratorHealth, generatorHealthOf, healthyGenerator, wasLate } from "./generator-health.ts";
export { verdictOptions } from "./options.ts";
export { type Comparison, type Metric, parseThreshold, type Threshold, type ThresholdResult } from "./threshold.ts";
export { type Verdict, type VerdictFacts, verdictOf, type VerdictWord } from "./verdict-of.ts";
export { type StepTimes, ThresholdWatch, type WatchedPlan } from "./threshold-watch.ts";
export { MaxSearch, type MaxSearchOptions, type Probe } from "./max-search.ts";

export { ByteWriter } from "./byte-writer.ts";
export { type Clock, type Lease, sleep, systemClock, type Timer } from "./clock.ts";
export { type Due, EarliestFirst } from "./earliest-first.ts";
export {
  errorFromRecord,
  type ErrorRecord,
  errorRecordOf,
  type ExitCode,
  exitCodes,
  KitError,
  type KitErrorOptions,
  type OptionProblem,
  systemCodeOf,
} from "./errors.ts";
export * as optionType from "./option-types.ts";
export {
  defineOptions,
  environmentNameOf,
  flagNameOf,
  givenOptions,
  type Option,
  type OptionInputs,
  type OptionSources,
  type OptionTable,
  type OptionValues,
  type Origin,
  origins,
  type ResolvedOptions,
  resolveOptions,
} from "./options.ts";
export { fullJitterMs } from "./full-jitter.ts";
export { maskedAddress, maskedCredentials } from "./masked-credentials.ts";
export { isSecretName, maskedSecrets } from "./masked-secrets.ts";
export { moduleBeside } from "./module-url.ts";
export { nearestName } from "./nearest-name.ts";
export { isFastFailure, type Outcome, outcomes } from "./outcomes.ts";
export { philox4x32 } from "./philox.ts";
export { type Random, RandomStream, type SeedKey, seedKeyOf } from "./random.ts";
export { Rest } from "./rest.ts";
export { type Duration, formatBytes, formatCount, formatDurationMs, parseDurationMs, plural } from "./units.ts";
export { VirtualClock } from "./virtual-clock.ts";

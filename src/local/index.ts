export { type LocalService, type LocalStack, type LocalStackOptions, startLocalStack } from "./local-stack.ts";
export { localOptions } from "./options.ts";
export {
  claimLocalStack,
  type LocalStackFile,
  readLocalStack,
  releaseLocalStack,
  requireNoLocalStack,
  stackFile,
} from "./stack-file.ts";
export type { FaultReport } from "./faults/fault-counts.ts";

import { z } from "zod";
import { KitError } from "../../ground/index.ts";
import { readSettings, settingsOf } from "../settings-file.ts";

const share = z.number().min(0).max(1).default(0);
const name = z.string().min(1);

/** Faults that any HTTP service can have. Shares are of its requests. */
const networkFields = {
  upstream: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe("Stand in front of this address, not of the stack's."),
  latencyMs: z
    .strictObject({ min: z.number().min(0), max: z.number().min(0).max(60_000) })
    .refine(({ min, max }) => min <= max, { error: "min must not be above max" })
    .optional()
    .describe("Time before each answer, uniform between the two."),
  serverErrors: share.describe("500 and 503, half before and half after the service has done its work."),
  resets: share.describe("The connection is reset, half of them after the service has done its work."),
  halfAnswers: share.describe("The connection is closed in the middle of an answer's body."),
  slowReads: share.describe("The answer comes in eight pieces, one each 100 ms."),
  clockOffsetSeconds: z.number().min(-86_400).max(86_400).default(0).describe("How far the service's clock is off."),
};

const networkFaults = z.strictObject(networkFields);

const writeUnits = z.strictObject({
  perSecond: z.number().positive().describe("Write units a second that each table takes."),
  depthSeconds: z.number().positive().max(300).default(1).describe("Unused units are kept for so long."),
  perKeyPerSecond: z.number().positive().default(1000).describe("Write units a second that each partition key takes."),
  shown: z
    .enum(["provisioned", "warm", "no"])
    .default("no")
    .describe("How the table's description shows the limit: as provisioned or as warm throughput, or not at all."),
});

const accessKey = z.strictObject({ accessKeyId: name, secretAccessKey: name, sessionToken: name.optional() });

const signatures = z.union([
  z.literal(false),
  z.strictObject({
    keys: z.array(accessKey).default([]).describe("Keys that are known beside local/local and those it gives away."),
    expireAtRequests: z
      .array(z.int().positive())
      .default([])
      .describe("At these requests every key given away so far expires."),
  }),
]);

const dynamodbFaults = z.strictObject({
  ...networkFields,
  writeUnits: writeUnits.optional(),
  indexes: z.int().min(0).max(20).default(0).describe("Secondary indexes to pretend: each costs its own write units."),
  partlyUnprocessed: share.describe("BatchWriteItem leaves some of its items undone."),
  exceptions: share.describe("Throttling exceptions, the three kinds in turn, with their reasons."),
  wrongChecksums: share.describe("A damaged answer, with the x-amz-crc32 of the true one."),
  signatures: signatures.prefault({}),
});

const faults = z.strictObject({
  seed: z.string().default("faults").describe("The same seed does the same to the n-th request."),
  dynamodb: dynamodbFaults.optional(),
  tokens: networkFaults.optional(),
  api: networkFaults.optional(),
});

export type NetworkFaults = z.output<typeof networkFaults>;
export type DynamodbFaults = z.output<typeof dynamodbFaults>;
export type WriteUnits = z.output<typeof writeUnits>;
export type AccessKey = z.output<typeof accessKey>;
/** What a fault file says, defaults filled in. */
export type Faults = z.output<typeof faults>;
/** A fault file as it is written. */
export type FaultFile = z.input<typeof faults>;

const kind = {
  schema: faults,
  invalid: (message: string) =>
    new KitError("PICKUP_FAULTS_INVALID", message, { hint: "docs/faults.md lists every field of a fault file." }),
};

/** The faults that a value of JSON describes; throws `PICKUP_FAULTS_INVALID` (exit code 2) with all that is wrong. */
export function faultsOf(value: unknown, source = "the faults"): Faults {
  return settingsOf(kind, value, source);
}

/** The faults of a JSON file; throws `PICKUP_FAULTS_INVALID` (exit code 2). */
export function readFaults(path: string): Promise<Faults> {
  return readSettings(kind, path);
}

import { jsonAnswer } from "./fault-server.ts";
import type { RequestDraws } from "./fault-draws.ts";
import type { ProxiedAnswer } from "./upstream.ts";

/** The media type of DynamoDB's answers. */
export const dynamodbJson = "application/x-amz-json-1.0";

const throughputExceeded =
  "The level of configured provisioned throughput for the table was exceeded. " +
  "Consider increasing your provisioning level with the UpdateTable API.";

/** DynamoDB's answer to a request that it refuses. */
export function refusal(type: string, message: string, more: object = {}, status = 400): ProxiedAnswer {
  const model = type.endsWith("ThroughputExceededException") || type === "RequestLimitExceeded";
  const namespace = model ? "com.amazonaws.dynamodb.v20120810" : "com.amazon.coral.service";
  return jsonAnswer(status, { __type: `${namespace}#${type}`, message, ...more }, dynamodbJson);
}

/** The answer when a table's own capacity or that of a key is used up, and nothing of the request was done. */
export function capacityExceeded(reason: string, resource: string): ProxiedAnswer {
  const ThrottlingReasons = [{ reason, resource }];
  return refusal("ProvisionedThroughputExceededException", throughputExceeded, { ThrottlingReasons });
}

const kinds = [
  (reason: object) =>
    refusal("ProvisionedThroughputExceededException", throughputExceeded, { ThrottlingReasons: [reason] }),
  // This one of the three spells its reasons with a small letter.
  (reason: object) =>
    refusal("ThrottlingException", "Throughput exceeds the current capacity of your table or index.", {
      throttlingReasons: [reason],
    }),
  (reason: object) =>
    refusal("RequestLimitExceeded", "Throughput exceeds the current throughput limit for your account.", {
      ThrottlingReasons: [reason],
    }),
];

/** One of the three throttling exceptions with a reason that fits it, by lot. */
export function drawnThrottling({ stream }: RequestDraws, resource: string, verb: "Read" | "Write"): ProxiedAnswer {
  const kind = stream.integer(3);
  const reasons = [
    stream.integer(2) === 0 ? `Table${verb}ProvisionedThroughputExceeded` : `Index${verb}ProvisionedThroughputExceeded`,
    `Table${verb}MaxOnDemandThroughputExceeded`,
    `Table${verb}AccountLimitExceeded`,
  ];
  return kinds[kind]!({ reason: reasons[kind]!, resource });
}

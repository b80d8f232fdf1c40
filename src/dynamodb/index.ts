export type { AttributeMap, AttributeValue } from "./attributes.ts";
export { type BatchAnswer, BatchSender, type ConsumedUnits, maxBatchSize, type WriteRequest } from "./batch-write.ts";
export { DynamodbClient, dynamodbClient } from "./client.ts";
export {
  credentialsFor,
  type CredentialSource,
  type Credentials,
  fixedCredentials,
  placeholderCredentials,
} from "./credentials.ts";
export { providerOf } from "./credential-provider.ts";
export { DynamodbError, type DynamodbErrorKind, type ThrottlingReason } from "./dynamodb-error.ts";
export { dynamodbOptions } from "./options.ts";
export { getItem, query, type ReadInput, scan } from "./reads.ts";
export { RequestSigner } from "./request-signer.ts";
export { SdkHandler } from "./sdk-handler.ts";
export { TableAdmin } from "./table-admin.ts";
export { type KeyAttribute, requireKeys, type TableDescription, type TableShape } from "./table-shape.ts";
export {
  addressOf,
  describeTarget,
  type DynamodbTarget,
  isAws,
  type NamedTarget,
  requireTestTable,
  resolveTarget,
} from "./target.ts";

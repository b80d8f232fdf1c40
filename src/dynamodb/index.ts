export type { AttributeMap, AttributeValue } from "./attributes.ts";
export { batchWrite, maxBatchSize, type WriteEntry, type WriteRequest } from "./batch-write.ts";
export { DynamodbClient, dynamodbClient } from "./client.ts";
export {
  credentialsFor,
  type CredentialSource,
  type Credentials,
  fixedCredentials,
  placeholderCredentials,
} from "./credentials.ts";
export { DynamodbError, type DynamodbErrorKind, type ThrottlingReason } from "./dynamodb-error.ts";
export { dynamodbOptions } from "./options.ts";
export { getItem, query, type ReadInput, scan } from "./reads.ts";
export { TableAdmin } from "./table-admin.ts";
export { type KeyAttribute, requireKeys, type TableDescription, type TableShape } from "./table-shape.ts";
export {
  describeTarget,
  type DynamodbTarget,
  isAws,
  type NamedTarget,
  requireTestTable,
  resolveTarget,
} from "./target.ts";

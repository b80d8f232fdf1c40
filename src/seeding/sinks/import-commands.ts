import type { NamedTarget } from "../../dynamodb/index.ts";

const attributes = "AttributeName=prof,AttributeType=S AttributeName=parent,AttributeType=S";
const keys = "AttributeName=prof,KeyType=HASH AttributeName=parent,KeyType=RANGE";

/** What to type to upload the files of a folder and to have them imported, into a new table or into an existing one. */
export function importCommands(
  { table, region }: Pick<NamedTarget, "table" | "region">,
  bucket: string,
  prefix: string,
): string[] {
  const parameters = `TableName=${table},BillingMode=PAY_PER_REQUEST`;
  const definitions = `AttributeDefinitions=[${listOf(attributes)}],KeySchema=[${listOf(keys)}]`;
  return [
    `aws s3 cp . s3://${bucket}/${prefix}/ --recursive --exclude '*' --include '*.json.gz' --region ${region}`,
    `aws dynamodb import-table --region ${region} --input-format DYNAMODB_JSON --input-compression-type GZIP --s3-bucket-source S3Bucket=${bucket},S3KeyPrefix=${prefix}/ --table-creation-parameters '${parameters},${definitions}'`,
    `aws dynamodb start-bulk-put-items --region ${region} --table-name ${table} --input-s3-configuration S3Bucket=${bucket},S3KeyPrefix=${prefix}/,InputFormat=DYNAMODB_JSON,InputCompressionType=GZIP --output-s3-configuration S3Bucket=${bucket},S3KeyPrefix=${prefix}-errors/,OutputType=ERROR`,
  ];
}

function listOf(pairs: string): string {
  return pairs
    .split(" ")
    .map((pair) => `{${pair}}`)
    .join(",");
}

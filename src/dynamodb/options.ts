import { defineOptions, optionType } from "../ground/index.ts";

const tableName = optionType.matching(
  /^[\w.-]{3,255}$/,
  "must be the name of a table: 3 to 255 letters, digits, dots, dashes or underscores",
);
const regionName = optionType.matching(/^[a-z\d-]+$/, "must be the name of a region such as us-west-2");

/** Where the table is and which one it is. */
export const dynamodbOptions = defineOptions({
  table: { type: tableName, default: "pickup-cw-snp", help: "the DynamoDB table" },
  region: { type: regionName, default: "us-west-2", help: "the AWS region of the table" },
  endpoint: { type: optionType.url, help: "address of a DynamoDB that is not AWS's own, or of a VPC endpoint" },
  aws: { type: optionType.flag, default: false, help: "use the real DynamoDB of AWS" },
  target: { type: optionType.choice(["aws"]), help: "the same as --aws, for the environment: PICKUP_TARGET=aws" },
  allowTable: { type: optionType.text, help: "allow writing to a table whose name does not say it is for tests" },
});

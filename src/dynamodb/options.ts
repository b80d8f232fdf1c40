import { defineOptions, optionType } from "../ground/index.ts";

/** Where the table is and which one it is. */
export const dynamodbOptions = defineOptions({
  table: { type: optionType.text, default: "pickup-cw-snp", help: "the DynamoDB table" },
  region: { type: optionType.text, default: "us-west-2", help: "the AWS region of the table" },
  endpoint: { type: optionType.url, help: "address of a DynamoDB that is not AWS's own, or of a VPC endpoint" },
  aws: { type: optionType.flag, default: false, help: "use the real DynamoDB of AWS" },
  target: { type: optionType.choice(["aws"]), help: "the same as --aws, for the environment: PICKUP_TARGET=aws" },
  allowTable: { type: optionType.text, help: "allow writing to a table whose name does not say it is for tests" },
});

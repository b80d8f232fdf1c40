import { KitError, type OptionValues } from "../ground/index.ts";
import type { ConnectSettings } from "../http/index.ts";
import type { dynamodbOptions } from "./options.ts";

/** A table and where it is; `endpoint` null means AWS's own address of the region. */
export interface DynamodbTarget {
  readonly endpoint: string | null;
  readonly region: string;
  readonly table: string;
  /** How it is reached; left out: straight, with the certificates that Node trusts. Secret. */
  readonly connect?: ConnectSettings;
}

/** A target with who named it: the living `pickup local`, `--endpoint`, or `--aws`. */
export interface NamedTarget extends DynamodbTarget {
  readonly origin: "local-stack" | "endpoint" | "aws";
}

/**
 * The table that the options name, else that of the living `pickup local`; never a guess. `localEndpoint` gives the
 * stack's DynamoDB address, or null when none is running; it is asked only when the options name nothing.
 * Throws `PICKUP_TARGET_AMBIGUOUS`, `PICKUP_TARGET_INVALID` or `PICKUP_TARGET_MISSING` (exit code 2).
 */
export async function resolveTarget(
  options: Pick<OptionValues<typeof dynamodbOptions>, "table" | "region" | "endpoint" | "aws" | "target">,
  localEndpoint: () => Promise<string | null>,
): Promise<NamedTarget> {
  const { table, region, endpoint } = options;
  const aws = options.aws || options.target === "aws";
  if (aws && endpoint !== undefined) {
    throw new KitError("PICKUP_TARGET_AMBIGUOUS", `two targets are named: AWS and the endpoint ${endpoint}`, {
      hint: "Name one: --aws (PICKUP_TARGET=aws), or --endpoint URL (PICKUP_ENDPOINT).",
    });
  }
  if (aws) return { endpoint: null, region, table, origin: "aws" };
  if (endpoint !== undefined) return { endpoint: withoutSecrets(endpoint), region, table, origin: "endpoint" };
  const local = await localEndpoint();
  if (local !== null) return { endpoint: local, region, table, origin: "local-stack" };
  throw new KitError("PICKUP_TARGET_MISSING", "no DynamoDB is named, and no `pickup local` is running here", {
    hint: "Start `pickup local` in this folder, or name the target: --endpoint URL, or --aws for the real DynamoDB.",
  });
}

function withoutSecrets(endpoint: string): string {
  const { username, password } = new URL(endpoint);
  if (username === "" && password === "") return endpoint;
  throw new KitError("PICKUP_TARGET_INVALID", "--endpoint holds a user name or a password", {
    hint: "Leave them out: requests are signed with AWS credentials of the environment or of a profile.",
  });
}

/** True when the target is the real DynamoDB, by whatever address. */
export function isAws(target: DynamodbTarget): boolean {
  return target.endpoint === null || /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(target.endpoint).hostname);
}

/** The address requests are sent to. */
export function addressOf(target: DynamodbTarget): string {
  const suffix = target.region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return target.endpoint ?? `https://dynamodb.${target.region}.${suffix}`;
}

/** The target in words: `table pickup-cw-snp in AWS, region us-west-2`. */
export function describeTarget(target: NamedTarget): string {
  const places = {
    aws: `in AWS, region ${target.region}`,
    endpoint: `at ${target.endpoint}${isAws(target) ? `, in AWS, region ${target.region}` : ""}`,
    "local-stack": `at ${target.endpoint} (pickup local)`,
  };
  return `table ${target.table} ${places[target.origin]}`;
}

const testWords = ["snp", "test", "dev", "local", "load"];

/** Throws `PICKUP_TABLE_NOT_FOR_TESTS` unless the table's name says it is for tests or `allowTable` repeats the name. */
export function requireTestTable(table: string, allowTable: string | undefined): void {
  if (allowTable === table || testWords.some((word) => table.toLowerCase().includes(word))) return;
  throw new KitError(
    "PICKUP_TABLE_NOT_FOR_TESTS",
    `the name of table ${table} does not say that it is for tests (${testWords.join(", ")})`,
    { hint: `If it is, repeat its name: --allow-table ${table}.` },
  );
}

import {
  type CredentialSource,
  isAws,
  type NamedTarget,
  requireKeys,
  TableAdmin,
  type TableDescription,
} from "../dynamodb/index.ts";
import { type Clock, KitError } from "../ground/index.ts";
import { pickupTable } from "./pickup-table.ts";

/** The target's table, its keys checked, or null when there is none. Throws DynamodbError or `PICKUP_TABLE_KEYS_WRONG`. */
export async function findTable(
  target: NamedTarget,
  credentials: CredentialSource,
  clock: Clock,
): Promise<TableDescription | null> {
  using admin = await TableAdmin.open(target, credentials, clock);
  const table = await admin.describe();
  if (table !== null) requireKeys(target.table, table, pickupTable);
  return table;
}

/** Makes the table of markers, items expiring by `ttl`; `notice` is told what was made and what could not be. */
export async function makeTable(
  target: NamedTarget,
  credentials: CredentialSource,
  clock: Clock,
  notice: (line: string) => void,
): Promise<TableDescription> {
  using admin = await TableAdmin.open(target, credentials, clock);
  const table = await admin.create(pickupTable);
  notice(`made table ${target.table}, billed by request`);
  if (!(await admin.enableTimeToLive(pickupTable.ttlAttribute))) {
    notice("this DynamoDB knows no time to live: items will not expire by themselves");
  }
  return table;
}

/** The error of a table that is not there and may not be made unasked. */
export function absentTable(target: NamedTarget, canBeMade: boolean): KitError {
  const where = isAws(target) ? `in region ${target.region}` : `at ${target.endpoint}`;
  const hint = canBeMade
    ? "Check --table and --region, or have it made with --create-table."
    : "Check --table and --region.";
  return new KitError("PICKUP_TABLE_ABSENT", `there is no table ${target.table} ${where}`, { hint });
}

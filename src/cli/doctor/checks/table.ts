import {
  addressOf,
  describeTarget,
  isAws,
  type NamedTarget,
  requireKeys,
  requireTestTable,
  TableAdmin,
  type TableDescription,
} from "../../../dynamodb/index.ts";
import { exitCodes, KitError } from "../../../ground/index.ts";
import { reach } from "../../../http/index.ts";
import { absentTable, pickupTable } from "../../../seeding/index.ts";
import type { Check } from "../check.ts";
import { type Finding, findingOf, ok, skipped, warning } from "../finding.ts";
import type { Patient } from "../patient.ts";

/** The table: that it is there, its keys, its capacity, and whether its items expire. */
export const tableCheck: Check = {
  name: "table",
  async run(patient) {
    const target = await patient.target();
    await requireReachable(patient, target);
    using admin = await TableAdmin.open(target, await patient.credentials(), patient.world.clock);
    const table = await admin.describe();
    if (table === null) throw absentTable(target, true);
    requireKeys(target.table, table, pickupTable);
    const timeToLive = await admin.timeToLive();
    return [
      stateOf(target, table),
      ...nameFindings(target.table, patient.values.allowTable),
      ...expiryFindings(target, timeToLive),
    ];
  },
};

/** The SDK would try again and again. */
async function requireReachable({ world, http }: Patient, target: NamedTarget): Promise<void> {
  const fault = await reach(addressOf(target), { ...(await http()), clock: world.clock });
  if (fault === null) return;
  throw new KitError("PICKUP_DYNAMODB_UNREACHABLE", `no DynamoDB answers at ${addressOf(target)}: ${fault}`, {
    hint: "Check --endpoint or --region, the network and that the service runs.",
    exitCode: exitCodes.unreachable,
  });
}

function stateOf(target: NamedTarget, table: TableDescription): Finding {
  const facts = [
    ...(table.account === null || !isAws(target) ? [] : [`account ${table.account}`]),
    table.isOnDemand ? "billed by request" : `${table.writeUnitsPerSecond} write units a second bought`,
    ...(table.indexes + table.replicas === 0 ? [] : [`each write taken ${table.indexes + table.replicas + 1} times`]),
  ];
  const said = `${describeTarget(target)}: keys as wanted, ${facts.join(", ")}`;
  if (table.status === "ACTIVE" || table.status === "UPDATING") return ok(said);
  return warning("PICKUP_TABLE_NOT_READY", `${said}, but it is ${table.status}`, "Wait until it is ACTIVE.");
}

/** It can be looked at, but not written to. */
function nameFindings(table: string, allowTable: string | undefined): Finding[] {
  try {
    requireTestTable(table, allowTable);
    return [];
  } catch (error) {
    return [{ ...findingOf(error), status: "warning", exitCode: exitCodes.passed }];
  }
}

/** Elsewhere than in AWS the items are gone with their emulator. */
function expiryFindings(target: NamedTarget, attribute: string | null | undefined): Finding[] {
  const wanted = pickupTable.ttlAttribute;
  if (!isAws(target)) return [];
  if (attribute === undefined) return [skipped("whether its items expire may not be asked")];
  if (attribute === wanted) return [ok(`its items expire by ${wanted}`)];
  return [
    warning(
      "PICKUP_TABLE_KEEPS_ITEMS",
      attribute === null ? "its items do not expire" : `its items expire by ${attribute}, not by ${wanted}`,
      `Switch it on (aws dynamodb update-time-to-live --table-name ${target.table} --time-to-live-specification ` +
        `Enabled=true,AttributeName=${wanted}), or delete what was seeded with \`pickup clean\`.`,
    ),
  ];
}

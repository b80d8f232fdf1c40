import type { DynamodbError } from "../../dynamodb/index.ts";
import { keyUnitsPerSecond } from "../rate/key-pace.ts";
import { type Entry, mostRecordsInARow } from "./item-source.ts";
import type { OpenUser } from "./open-user.ts";

/** Whose limit it was: one partition key's, or one of the table, an index or the account. */
export type RefusalScope = "key" | "table" | "account";

export interface Refusal {
  readonly scope: RefusalScope;
  /** As DynamoDB names it; `UnprocessedItems` when it gives none. */
  readonly reason: string;
  /** An ARN, or nothing. */
  readonly resource: string;
}

/** So often in a row a user is refused alone before that is taken for a hot key. */
const suspicions = 3;

/** What a throttling exception says. */
export function refusalOf(error: DynamodbError): Refusal {
  const { reason = error.type, resource = "" } = error.reasons[0] ?? {};
  const named = error.reasons.map(({ reason }) => reason);
  if (named.some((name) => name.includes("AccountLimit"))) return { scope: "account", reason, resource };
  if (named.some((name) => name.includes("KeyRange"))) return { scope: "key", reason, resource };
  const isOfAccount = named.length === 0 && error.type === "RequestLimitExceeded";
  return { scope: isOfAccount ? "account" : "table", reason, resource };
}

/**
 * What it means that a batch came back partly undone, which was sent at so many write units a second. No reason is given,
 * but who is refused alone shows a hot key; so does who writes alone, faster than a key is taken.
 */
export function refusalOfPart(entries: readonly Entry[], undone: readonly Entry[], unitsPerSecond: number): Refusal {
  const suspect = undone[0]!.owner;
  const isAlone =
    suspect.markers.length > mostRecordsInARow &&
    undone.every(({ owner }) => owner === suspect) &&
    (unitsPerSecond > keyUnitsPerSecond || entries.some(({ owner }) => owner !== suspect));
  if (!isAlone) return { scope: "table", reason: "UnprocessedItems", resource: "" };
  suspect.suspicion++;
  const isHot = suspect.pace !== null || suspect.suspicion >= suspicions;
  return { scope: isHot ? "key" : "table", reason: "UnprocessedItems", resource: "" };
}

/** The users of refused items whose key may be hot: those with many records; the only one of a batch in any case. */
export function hotUsersOf(refused: readonly Entry[]): OpenUser[] {
  const owners = [...new Set(refused.map(({ owner }) => owner))];
  return owners.length === 1 ? owners : owners.filter(({ markers }) => markers.length > mostRecordsInARow);
}

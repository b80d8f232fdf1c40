import { readFileSync } from "node:fs";
import { KitError, systemCodeOf } from "../../ground/index.ts";
import listed from "./prices.json" with { type: "json" };

/** What writing costs, in dollars; null: not known. */
export interface Prices {
  readonly region: string;
  /** When they were looked up, `2026-11-23`. */
  readonly date: string;
  readonly dollarsPerMillionWriteUnits: number;
  readonly dollarsPerMillionReplicatedWriteUnits: number;
  /** ImportTable, for a gigabyte (10^9 bytes) of the uncompressed source. */
  readonly dollarsPerGigabyteImported: number | null;
  /** StartBulkPutItems, likewise. */
  readonly dollarsPerGigabyteBulkPut: number | null;
}

/** The prices that come with the kit. */
export const listedPrices: Prices = listed;

/** Those of a file that replaces some or all of the listed ones. Throws `PICKUP_PRICES_INVALID`. */
export function readPrices(path: string): Prices {
  const given = jsonOf(path);
  for (const [name, value] of Object.entries(given)) {
    if (!(name in listed)) throw invalid(path, `there is no price ${JSON.stringify(name)}`);
    const isText = typeof listed[name as keyof typeof listed] === "string";
    const isPrice = (typeof value === "number" && value >= 0) || value === null;
    if (isText ? typeof value !== "string" : !isPrice) throw invalid(path, `${name} is ${JSON.stringify(value)}`);
  }
  return { ...listedPrices, ...given };
}

function jsonOf(path: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw invalid(path, systemCodeOf(error) ?? "it is not JSON", error);
  }
  throw invalid(path, "it is not an object");
}

function invalid(path: string, problem: string, cause?: unknown): KitError {
  return new KitError("PICKUP_PRICES_INVALID", `${path} has no prices: ${problem}`, {
    hint: 'Write an object such as {"region": "eu-west-1", "date": "2026-11-23", "dollarsPerMillionWriteUnits": 0.7065}; docs/seeding.md lists the fields.',
    cause,
  });
}

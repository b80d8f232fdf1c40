import { formatBytes, formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import type { SeedingCost, SeedingPlan } from "../../seeding/index.ts";

/** What a plan says to a reader. */
export function planLines(plan: SeedingPlan): string[] {
  return [itemsLine(plan), keyLine(plan), unitsLine(plan), ...timeLines(plan), ...costLines(plan.cost)];
}

function itemsLine({ users, items, bytes, itemBytes, isEstimate }: SeedingPlan): string {
  const { p50, p99, max } = itemBytes;
  const sizes = `an item ${formatBytes(p50)} (p50), ${formatBytes(p99)} (p99), ${formatBytes(max)} (max)`;
  const edge = max > 900 && max <= 1024 ? "; a little more than 1 KB would cost twice the write units" : "";
  const basis = isEstimate ? ", measured on a sample" : "";
  return `${plural(items, "item")} of ${plural(users, "user")}: ${formatBytes(bytes)}, ${sizes}${edge}${basis}`;
}

function keyLine({ heaviestKey: { key, items, seconds, isCertain } }: SeedingPlan): string {
  const which = isCertain ? "heaviest key" : "heaviest key of a sample";
  const slow =
    seconds >= 1 ? `, at least ${secondsText(seconds)} by itself (a key takes 1,000 write units a second)` : "";
  return `${which}: ${key} with ${plural(items, "item")}${slow}`;
}

function unitsLine({ writeUnits: { table, indexes, replicas, total } }: SeedingPlan): string {
  const parts = [
    ...(indexes > 0 ? [`${formatCount(indexes)} for indexes`] : []),
    ...(replicas > 0 ? [`${formatCount(replicas)} for replicas`] : []),
  ];
  const split = parts.length === 0 ? "" : `: ${formatCount(table)} for the table, ${parts.join(", ")}`;
  return `${plural(total, "write unit")}${split}`;
}

function timeLines({ times: { shown, wished } }: SeedingPlan): string[] {
  const lines: string[] = [];
  if (shown !== null) {
    lines.push(
      `at least ${secondsText(shown.seconds)} at the table's ${formatCount(shown.unitsPerSecond)} units a second`,
    );
  }
  if (wished !== null) {
    lines.push(
      `at least ${secondsText(wished.seconds)} at ${formatCount(wished.unitsPerSecond)} units a second (--max-wcu)`,
    );
  }
  return lines.length > 0 ? lines : ["no limit of the table is known: as fast as it takes them"];
}

function costLines(cost: SeedingCost | null): string[] {
  if (cost === null) return ["an emulator takes them at no cost"];
  const { batchWrites, importTable, bulkPut, prices } = cost;
  const imported = importTable === null ? "makes new tables only" : dollarsText(importTable);
  const bulk = bulkPut === null ? "no price is known or it cannot be used" : dollarsText(bulkPut);
  return [
    `about ${dollarsText(batchWrites)} by batch writes on demand; ImportTable: ${imported}; StartBulkPutItems: ${bulk}`,
    `prices of ${prices.region}, ${prices.date}`,
  ];
}

/** `$6.25`; what is not nothing is never shown as $0.00. */
export function dollarsText(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return "less than $0.01";
  return `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;
}

function secondsText(seconds: number): string {
  return formatDurationMs(Math.ceil(seconds) * 1000);
}

import { formatCount, formatDurationMs, plural } from "../../ground/index.ts";
import type { SeedingAccount } from "../../seeding/index.ts";
import { msText, rateText } from "../terminal/figures.ts";
import { dollarsText } from "./plan-lines.ts";

const mostNamed = 10;

/** The final account of a seeding or a clean-up. */
export function accountLines(account: SeedingAccount): string[] {
  const { retries, throttles, hotKeys, dead, done, itemsDone, itemsTotal, action } = account;
  const again = Object.entries(retries).filter(([, items]) => items > 0);
  const command = action === "put" ? "pickup seed" : "pickup clean";
  return [
    firstLine(account),
    capacityLine(account),
    ...(again.length === 0
      ? []
      : [`sent again: ${again.map(([why, items]) => `${formatCount(items)} ${why}`).join(", ")}`]),
    ...throttles.slice(0, mostNamed).map(({ reason, resource, items }) => {
      return `throttled: ${plural(items, "item")} by ${reason}${resource === "" ? "" : ` of ${resource}`}`;
    }),
    ...hotKeys.slice(0, mostNamed).map(({ key, refusedItems, unitsPerSecond }) => {
      return `hot key: ${key}, ${plural(refusedItems, "item")} refused; held to ${formatCount(unitsPerSecond)} write units a second`;
    }),
    ...(dead.length === 0 ? [] : [`given up: ${plural(dead.length, "item")}; --retry-failed tries them again`]),
    ...(done
      ? []
      : [
          `stopped with ${formatCount(itemsTotal - itemsDone)} of ${plural(itemsTotal, "item")} left; the same \`${command}\` goes on from here`,
        ]),
  ];
}

function firstLine({ action, written, table, seconds, done }: SeedingAccount): string {
  const time = formatDurationMs(Math.round(seconds * 1000));
  const rate = `${rateText(written / Math.max(0.001, seconds))}/s`;
  if (action === "put") return `${plural(written, "item")} written to table ${table} in ${time} (${rate})`;
  // BatchWriteItem does not tell which of the keys were there.
  const deleted = `${plural(written, "key")} deleted, where they were there, from table ${table} in ${time} (${rate})`;
  return done ? `${deleted}; whatever else is in it was not touched` : deleted;
}

function capacityLine({ units, dollars, batches, batchMs }: SeedingAccount): string {
  const cost = dollars === null ? "" : `, about ${dollarsText(dollars)}`;
  return `${plural(units, "write unit")}${cost}; ${plural(batches, "batch", "batches")}, median ${msText(batchMs.p50)} ms, p99 ${msText(batchMs.p99)} ms`;
}

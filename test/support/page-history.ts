import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** The whole table of the run over time: what is told of each second, by its time. */
export async function historyOf(page: Page): Promise<ReadonlyMap<string, string>> {
  await page.getByText("Table of the run over time").click();
  const table = page.locator(".data-table", { hasText: "Table of the run over time" });
  const rows = new Map<string, string>();
  for (;;) {
    for (const row of await table.locator("tbody tr").allInnerTexts()) rows.set(row.split("\t", 1)[0]!, row);
    const earlier = table.getByRole("button", { name: "Earlier" });
    if (await earlier.isDisabled()) break;
    await earlier.click();
  }
  await page.getByText("Table of the run over time").click();
  return rows;
}

/** The same second by second, from the first one to one at which the line was whole again. */
export function assertSameHistory(histories: readonly ReadonlyMap<string, string>[], mendedAfter: number): void {
  const shortest = Math.min(...histories.map(({ size }) => size));
  assert.ok(shortest > mendedAfter, `${shortest} seconds, the line was whole again after ${mendedAfter}`);
  for (let second = 0; second < shortest; second++) {
    const time = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
    const told = histories.map((rows) => rows.get(time));
    assert.ok(told[0] !== undefined && told.every((row) => row === told[0]), `${time}: ${told.join(" | ")}`);
  }
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What another theme may break. */
export const colourRules = ["color-contrast", "link-in-text-block"] as const;

/** What axe-core finds wrong on a page, by all of its rules or a few: one line for each violation. */
export async function accessibilityViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated by the debugger, not by the page: its content security policy stands.
  await page.evaluate(`window.axe || (() => { ${source} })()`);
  // Nothing is fetched for it, and what passes is not written up: that takes most of the time.
  const quick = { preload: false, resultTypes: ["violations"] };
  const options = rules === undefined ? quick : { ...quick, runOnly: { type: "rule", values: rules } };
  const run = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = await page.evaluate<Violation[]>(run);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
}

// Runs the tests and ends with one plain line of counts. Files run two at a time; those under test/alone/ measure time,
// so they run one after the other, with nothing beside them. `--soak` runs the long versions of the same tests.
import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { soak: { type: "boolean" } } });
if (values.soak) process.env.PICKUP_SOAK = "1";

/** A file that hangs fails rather than holding up all others. */
const timeoutMs = values.soak ? 3_600_000 : 240_000;

const counts = { passed: 0, failed: 0, skipped: 0 };

async function runFiles(files: string[], concurrency: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files, concurrency, timeout: timeoutMs, execArgv: ["--disable-warning=ExperimentalWarning"] });
  stream.on("test:pass", ({ details, skip, todo }) => {
    if (details.type === "suite" || todo !== undefined) return;
    if (skip === undefined) counts.passed++;
    else counts.skipped++;
  });
  stream.on("test:fail", ({ details }) => {
    if (details.type !== "suite") counts.failed++;
  });
  for await (const text of stream.compose(spec())) process.stdout.write(text as string);
}

const everything = ["src/**/*.test.ts", "ui/**/*.test.ts", "scripts/**/*.test.ts", "test/**/*.test.ts"];
const wanted = positionals.length > 0 ? positionals : everything;
const files = globSync(wanted).toSorted();
const isAlone = (file: string): boolean => file.startsWith("test/alone/");
await runFiles(
  files.filter((file) => !isAlone(file)),
  2,
);
await runFiles(files.filter(isAlone), 1);

if (process.env.CI === "true" && counts.skipped > 0) {
  console.error(`${counts.skipped} tests were skipped; with CI=true nothing may be skipped`);
  counts.failed += counts.skipped;
}
const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** An empty folder of a test's own, which goes with it. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "pickup-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { KitError } from "../ground/index.ts";
import { builtPage } from "../results/index.ts";

/** The folder of the built page. A checkout in which nobody has built it yet builds it now, which takes a second or two. */
export async function readyPage(): Promise<URL> {
  try {
    return builtPage();
  } catch (error) {
    const builder = fileURLToPath(new URL("../../scripts/build-page.ts", import.meta.url));
    if (!(error instanceof KitError) || !existsSync(builder)) throw error;
    await promisify(execFile)(process.execPath, [builder]).catch(() => {
      throw error;
    });
    return builtPage();
  }
}

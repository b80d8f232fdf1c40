import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolderOf, writeWhole } from "../results/index.ts";
import type { LoadOrder } from "../run/index.ts";
import type { Evidence } from "../verification/index.ts";

/** How far a verification came that was stopped. */
export interface VerifyProgress {
  readonly schema: 1;
  /** Who has been asked, a bit for each user, in base64. */
  readonly asked: string;
  readonly evidence: Evidence;
}

/** The file of a stopped verification of one dataset against one API with the same settings. */
export class VerifyCheckpoint {
  readonly path: string;

  constructor(folder: string, { input: { host, config, settings, testFile }, plan }: LoadOrder) {
    const stride = plan.kind === "each-once" ? plan.stride : 1;
    const name = createHash("sha256")
      .update(JSON.stringify([host, config, settings, testFile, stride]))
      .digest("hex");
    this.path = join(folder, ".pickup", `verify-${name.slice(0, 12)}.json`);
  }

  /** Null when none was stopped, or the file is not whole. */
  read(): VerifyProgress | null {
    if (!existsSync(this.path)) return null;
    try {
      const progress = JSON.parse(readFileSync(this.path, "utf8")) as VerifyProgress;
      return progress.schema === 1 ? progress : null;
    } catch {
      return null;
    }
  }

  async write(progress: VerifyProgress): Promise<void> {
    await makeFolderOf(this.path);
    await writeWhole(this.path, JSON.stringify(progress));
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

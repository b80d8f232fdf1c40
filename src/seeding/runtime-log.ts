import { appendFileSync } from "node:fs";
import { KitError, systemCodeOf } from "../ground/index.ts";

/** `runtime.log`: JSON lines, appended, each with its time and the event it tells of. */
export class RuntimeLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Appends the lines; throws `PICKUP_LOG_UNWRITABLE`. */
  write(lines: readonly { readonly time: string; readonly event: string; readonly [field: string]: unknown }[]): void {
    if (lines.length === 0) return;
    try {
      appendFileSync(this.#path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    } catch (error) {
      throw new KitError("PICKUP_LOG_UNWRITABLE", `${this.#path} cannot be written: ${systemCodeOf(error)}`, {
        hint: "Make room or give the right to write there, and repeat the command: it goes on where it stopped.",
        cause: error,
      });
    }
  }
}

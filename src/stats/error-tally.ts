import { limits, otherEndpoint, otherErrors } from "./limits.ts";
import type { ErrorCount } from "./tick.ts";

type Counted = { -readonly [Key in keyof ErrorCount]: ErrorCount[Key] };

/** Counts errors by kind, code, message and endpoint; what is distinct beyond the limit is folded into "other errors". */
export class ErrorTally {
  readonly #counted = new Map<string, Counted>();

  /** The errors so far, in the order of their first appearance. */
  get errors(): readonly ErrorCount[] {
    return [...this.#counted.values()];
  }

  /** Counts errors of one kind. */
  add(error: ErrorCount): void {
    const known = this.#counted.get(keyOf(error));
    if (known !== undefined) join(known, error);
    else if (this.#counted.size < limits.errors || isFolded(error)) this.#counted.set(keyOf(error), { ...error });
    else this.add({ ...error, ...folded });
  }

  /** The errors since the last call. */
  take(): readonly ErrorCount[] {
    if (this.#counted.size === 0) return [];
    const taken = this.errors;
    this.#counted.clear();
    return taken;
  }
}

const folded = { code: "other", message: otherErrors, endpoint: otherEndpoint, stack: "" };

function keyOf({ kind, code, message, endpoint }: ErrorCount): string {
  return `${kind}\n${code}\n${endpoint}\n${message}`;
}

function isFolded({ code, message, endpoint }: ErrorCount): boolean {
  return code === folded.code && message === folded.message && endpoint === folded.endpoint;
}

function join(known: Counted, error: ErrorCount): void {
  known.count += error.count;
  known.firstSeenMs = Math.min(known.firstSeenMs, error.firstSeenMs);
  known.lastSeenMs = Math.max(known.lastSeenMs, error.lastSeenMs);
}

import { limits, otherEndpoint, otherErrors } from "./limits.ts";
import type { ErrorCount } from "./tick.ts";

type Counted = { -readonly [Key in keyof ErrorCount]: ErrorCount[Key] };

/** Counts errors by code, message and endpoint; what is distinct beyond the limit is folded into "other errors". */
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
    else if (this.#counted.size < limits.errors || isOther(error)) this.#counted.set(keyOf(error), { ...error });
    else this.add({ ...error, code: otherEndpoint, message: otherErrors, endpoint: otherEndpoint, stack: "" });
  }

  /** The errors since the last call. */
  take(): readonly ErrorCount[] {
    if (this.#counted.size === 0) return [];
    const taken = this.errors;
    this.#counted.clear();
    return taken;
  }
}

function keyOf({ code, message, endpoint }: ErrorCount): string {
  return `${code}\n${endpoint}\n${message}`;
}

function isOther(error: ErrorCount): boolean {
  return error.message === otherErrors && error.endpoint === otherEndpoint;
}

function join(known: Counted, error: ErrorCount): void {
  known.count += error.count;
  known.firstSeenMs = Math.min(known.firstSeenMs, error.firstSeenMs);
  known.lastSeenMs = Math.max(known.lastSeenMs, error.lastSeenMs);
}

import { limits, otherEndpoint, otherErrors } from "./limits.ts";
import type { ErrorCount } from "./tick.ts";

type Counted = { -readonly [Key in keyof ErrorCount]: ErrorCount[Key] };

const folded = { code: "other", message: otherErrors, endpoint: otherEndpoint, stack: "" };

/** Counts errors by kind, code, message and endpoint; what is distinct beyond the limit is folded into "other errors". */
export class ErrorTally {
  readonly #counted = new Map<string, Counted>();
  /** Errors come in rows of the same kind; the one before is recognised without its key. */
  #last: { readonly as: ErrorCount; readonly counted: Counted } | undefined;

  /** The errors so far, in the order of their first appearance. */
  get errors(): readonly ErrorCount[] {
    return [...this.#counted.values()];
  }

  /** Counts errors of one kind. */
  add(error: ErrorCount): void {
    const counted = this.#last !== undefined && isSame(this.#last.as, error) ? this.#last.counted : this.#find(error);
    counted.count += error.count;
    counted.firstSeenMs = Math.min(counted.firstSeenMs, error.firstSeenMs);
    counted.lastSeenMs = Math.max(counted.lastSeenMs, error.lastSeenMs);
    this.#last = { as: error, counted };
  }

  /** The errors since the last call. */
  take(): readonly ErrorCount[] {
    if (this.#counted.size === 0) return [];
    const taken = this.errors;
    this.#counted.clear();
    this.#last = undefined;
    return taken;
  }

  #find(error: ErrorCount): Counted {
    const key = keyOf(error);
    const known = this.#counted.get(key);
    if (known !== undefined) return known;
    const isFolded = error.message === otherErrors && error.endpoint === otherEndpoint;
    if (this.#counted.size >= limits.errors && !isFolded) return this.#find({ ...error, ...folded });
    const counted = { ...error, count: 0 };
    this.#counted.set(key, counted);
    return counted;
  }
}

function keyOf({ kind, code, message, endpoint }: ErrorCount): string {
  return `${kind}\n${code}\n${endpoint}\n${message}`;
}

function isSame(a: ErrorCount, b: ErrorCount): boolean {
  return a.message === b.message && a.endpoint === b.endpoint && a.code === b.code && a.kind === b.kind;
}

import { limits } from "./limits.ts";
import type { FailureSample } from "./tick.ts";

type Kind = Pick<FailureSample, "endpoint" | "outcome" | "reason">;

/** Keeps the first few failed requests of each kind, for the whole run. */
export class SampleShelf {
  readonly #kept = new Map<string, number>();
  #total = 0;
  /** Failures come in rows of one kind; the one that was refused last is known without its key. */
  #refused: Kind | undefined;

  /** True while a sample of this kind would still be kept, so that nobody writes excerpts for nothing. */
  wants(kind: Kind): boolean {
    if (this.#total >= limits.samples || (this.#refused !== undefined && isSame(this.#refused, kind))) return false;
    if ((this.#kept.get(keyOf(kind)) ?? 0) < limits.samplesEach) return true;
    const { endpoint, outcome, reason } = kind;
    this.#refused = { endpoint, outcome, reason };
    return false;
  }

  /** Takes a place for a sample; false when there is none left. */
  keep(kind: Kind): boolean {
    if (!this.wants(kind)) return false;
    const key = keyOf(kind);
    this.#kept.set(key, (this.#kept.get(key) ?? 0) + 1);
    this.#total++;
    return true;
  }
}

function keyOf({ endpoint, outcome, reason }: Kind): string {
  return `${outcome}\n${endpoint}\n${reason}`;
}

function isSame(a: Kind, b: Kind): boolean {
  return a.reason === b.reason && a.endpoint === b.endpoint && a.outcome === b.outcome;
}

import type { Clock, Timer } from "./clock.ts";

interface Entry {
  dueMs: number;
  order: number;
  fire: () => void;
}

/**
 * A clock that stands still until {@link VirtualClock.advance} turns it, for tests of waits, shapes and timeouts.
 * Timers fire in the order of their due time, each at exactly its due time.
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #wallStartMs: number;
  #entries: Entry[] = [];

  constructor(wallStartMs = 0) {
    this.#wallStartMs = wallStartMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#wallStartMs + this.#nowMs;
  }

  after(delayMs: number, fire: () => void): Timer {
    const entry: Entry = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, fire };
    this.#entries.push(entry);
    return {
      cancel: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  /** Moves time on by `byMs`, firing what falls due and letting promises settle between the firings. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await settlePromises();
    for (let entry = this.#takeDue(untilMs); entry !== undefined; entry = this.#takeDue(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, entry.dueMs);
      entry.fire();
      await settlePromises();
    }
    this.#nowMs = untilMs;
  }

  #takeDue(untilMs: number): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.dueMs > untilMs) continue;
      if (next === undefined || entry.dueMs < next.dueMs || (entry.dueMs === next.dueMs && entry.order < next.order)) {
        next = entry;
      }
    }
    if (next !== undefined) this.#entries = this.#entries.filter((entry) => entry !== next);
    return next;
  }
}

function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

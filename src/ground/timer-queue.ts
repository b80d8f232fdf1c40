import type { Timer } from "./clock.ts";
import { EarliestFirst } from "./earliest-first.ts";

/** Node fires a timer that is set further ahead than this at once. */
const longestMs = 2 ** 31 - 1;

/** Node counts whole milliseconds; what is due within one is not worth another turn. */
const toleranceMs = 1;

/** So many cancelled timers may wait for their time before they are cleared away, beside one for each that is alive. */
const mostCancelled = 64;

/**
 * All timers of a thread on one of Node's. Node keeps a list for each length of time; thousands of users that wait for
 * random times have a list each, and most of the cost of a wait is to find its place among them.
 */
export class TimerQueue {
  readonly #now: () => number;
  readonly #queue = new EarliestFirst<QueuedTimer>();
  /** Those that are being fired. */
  readonly #due: QueuedTimer[] = [];
  #alive = 0;
  #handle: NodeJS.Timeout | undefined;
  #handleMs = Infinity;
  readonly #fire = () => this.#fireDue();
  readonly #cancelled = () => this.#forgetOne();

  /** `now`: milliseconds that never go back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Calls `fire` once, `delayMs` from now, up to a millisecond early or late; never on the same turn. By `slackMs` it may
   * be earlier still, with another that is due then: a thread that hardly works spends its time on waking up.
   */
  after(delayMs: number, fire: () => void, slackMs = 0): Timer {
    const timer = new QueuedTimer(this.#now() + Math.max(0, delayMs), slackMs, fire, this.#cancelled);
    this.#queue.add(timer);
    this.#alive++;
    if (timer.wakeMs < this.#handleMs) this.#arm();
    return timer;
  }

  #arm(): void {
    clearTimeout(this.#handle);
    this.#handleMs = this.#queue.first?.wakeMs ?? Infinity;
    if (this.#handleMs === Infinity) return;
    const delayMs = Math.max(0, Math.min(Math.ceil(this.#handleMs - this.#now()), longestMs));
    this.#handle = setTimeout(this.#fire, delayMs);
  }

  #fireDue(): void {
    this.#handleMs = Infinity;
    this.#takeDue();
    let fired = 0;
    try {
      while (fired < this.#due.length) this.#begin(this.#due[fired++]!);
    } finally {
      // When one has thrown, those after it come with the next turn.
      for (; fired < this.#due.length; fired++) this.#queue.add(this.#due[fired]!);
      this.#due.length = 0;
      this.#arm();
    }
  }

  /** Apart from firing them, so that timers that are set meanwhile wait for the next turn. */
  #takeDue(): void {
    const dueMs = this.#now() + toleranceMs;
    for (let { first } = this.#queue; first !== undefined && first.earliestMs <= dueMs; { first } = this.#queue) {
      this.#queue.removeFirst();
      this.#due.push(first);
    }
  }

  #begin(timer: QueuedTimer): void {
    const fire = timer.take();
    if (fire === null) return;
    this.#alive--;
    fire();
  }

  #forgetOne(): void {
    this.#alive--;
    if (this.#alive > 0 && this.#queue.size - this.#alive <= this.#alive + mostCancelled) return;
    this.#queue.keepOnly((timer) => timer.isAlive);
    // A timer of Node's that nothing waits for would keep the process alive.
    if (this.#alive === 0) this.#arm();
  }
}

class QueuedTimer implements Timer {
  readonly atMs: number;
  /** It may fire from then on. */
  readonly earliestMs: number;
  #fire: (() => void) | null;
  readonly #cancelled: () => void;

  constructor(atMs: number, slackMs: number, fire: () => void, cancelled: () => void) {
    this.atMs = atMs;
    this.earliestMs = atMs - slackMs;
    this.#fire = fire;
    this.#cancelled = cancelled;
  }

  /** When Node is asked to fire it: a millisecond before, where there is slack, as Node is up to one late. */
  get wakeMs(): number {
    return Math.max(this.earliestMs, this.atMs - toleranceMs);
  }

  get isAlive(): boolean {
    return this.#fire !== null;
  }

  /** What to call; null when it was cancelled. Only once. */
  take(): (() => void) | null {
    const fire = this.#fire;
    this.#fire = null;
    return fire;
  }

  cancel(): void {
    if (this.take() !== null) this.#cancelled();
  }
}

import type { Clock, Timer } from "../ground/index.ts";

/** Something that may be waited for until a moment; a link of at most one list of deadlines. */
export interface Deadline {
  /** The moment, by the clock of its {@link Deadlines}. */
  deadlineMs: number;
  deadlineList: DeadlineList | null;
  earlier: Deadline | null;
  later: Deadline | null;
  /** Called once when the moment has come; the deadline is no longer watched. */
  expire(): void;
}

/**
 * All deadlines of a thread. Those of equal length stand in one list, in order, with one timer for the first: setting
 * and clearing a deadline writes a few fields, and a busy thread fires one timer per timeout length, not per request.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #lists = new Map<number, DeadlineList>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watches `deadline` until `atMs`; `timeoutMs` names the list in which it is among its like. */
  set(deadline: Deadline, atMs: number, timeoutMs: number): void {
    if (deadline.deadlineList !== null) this.clear(deadline);
    let list = this.#lists.get(timeoutMs);
    if (list === undefined) {
      list = new DeadlineList(this.#clock);
      this.#lists.set(timeoutMs, list);
    }
    deadline.deadlineMs = atMs;
    list.insert(deadline);
  }

  clear(deadline: Deadline): void {
    deadline.deadlineList?.remove(deadline);
  }

  /** Cancels the timers that wait for nothing, so that they do not keep the process alive. */
  rest(): void {
    for (const [timeoutMs, list] of this.#lists) {
      if (list.rest()) this.#lists.delete(timeoutMs);
    }
  }
}

/** Deadlines of one length, in the order in which they fall due. */
export class DeadlineList {
  readonly #clock: Clock;
  #first: Deadline | null = null;
  #last: Deadline | null = null;
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  insert(deadline: Deadline): void {
    let before = this.#last;
    while (before !== null && before.deadlineMs > deadline.deadlineMs) before = before.earlier;
    const after = before === null ? this.#first : before.later;
    deadline.deadlineList = this;
    deadline.earlier = before;
    deadline.later = after;
    if (before === null) this.#first = deadline;
    else before.later = deadline;
    if (after === null) this.#last = deadline;
    else after.earlier = deadline;
    if (this.#timer === null) this.#arm();
    else if (before === null && after !== null) this.#rearm();
  }

  remove(deadline: Deadline): void {
    const { earlier, later } = deadline;
    if (earlier === null) this.#first = later;
    else earlier.later = later;
    if (later === null) this.#last = earlier;
    else later.earlier = earlier;
    deadline.deadlineList = null;
    deadline.earlier = null;
    deadline.later = null;
  }

  rest(): boolean {
    if (this.#first !== null) return false;
    this.#timer?.cancel();
    this.#timer = null;
    return true;
  }

  #arm(): void {
    const first = this.#first;
    if (first === null) return;
    this.#timer = this.#clock.after(Math.max(0, first.deadlineMs - this.#clock.now()), () => this.#sweep());
  }

  #rearm(): void {
    this.#timer?.cancel();
    this.#arm();
  }

  #sweep(): void {
    this.#timer = null;
    const nowMs = this.#clock.now();
    for (let first = this.#first; first !== null && first.deadlineMs <= nowMs; first = this.#first) {
      this.remove(first);
      first.expire();
    }
    if (this.#timer === null) this.#arm();
  }
}

import { type Clock, type Due, EarliestFirst, type Timer } from "../ground/index.ts";

/** Something that may be waited for until a moment; belongs to one {@link Deadlines}. */
export interface Deadline {
  /** The moment by the clock; Infinity while nothing is waited for. */
  deadlineMs: number;
  /** When it is looked at next; Infinity while nobody looks. */
  watchedMs: number;
  /** Called once when the moment has come. */
  expire(): void;
}

/** A timer that comes this late was held up with the whole thread. */
const heldUpMs = 10;

interface Watch extends Due {
  readonly deadline: Deadline;
}

/**
 * All deadlines of a thread, with one timer. Setting one on a busy connection writes a field of that connection and no
 * more: each is looked at when an earlier moment of its own has come, and put off when it has moved on since. So a
 * connection costs one visit per timeout length, however many requests it carries. A thread that was held up reads what
 * came meanwhile before anything expires.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #watches = new EarliestFirst<Watch>();
  #active = 0;
  #timer: Timer | null = null;
  #timerMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(deadline: Deadline, atMs: number): void {
    if (deadline.deadlineMs === Infinity) this.#active++;
    deadline.deadlineMs = atMs;
    if (atMs < deadline.watchedMs) this.#watch(deadline, atMs);
  }

  clear(deadline: Deadline): void {
    if (deadline.deadlineMs === Infinity) return;
    this.#active--;
    deadline.deadlineMs = Infinity;
  }

  /** Cancels the timer when nothing is waited for, so that it does not keep the process alive. */
  rest(): void {
    if (this.#active > 0) return;
    for (const { deadline } of this.#watches.takeAll()) deadline.watchedMs = Infinity;
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerMs = Infinity;
  }

  #watch(deadline: Deadline, atMs: number): void {
    deadline.watchedMs = atMs;
    this.#watches.add({ atMs, deadline });
    this.#arm();
  }

  #arm(): void {
    const firstMs = this.#watches.first?.atMs ?? Infinity;
    if (firstMs >= this.#timerMs) return;
    this.#timer?.cancel();
    this.#timerMs = firstMs;
    this.#timer = this.#clock.after(Math.max(0, firstMs - this.#clock.now()), () => this.#wake());
  }

  /** After a delay of the thread's own, what came in time may still be unread: immediates run when it has been read. */
  #wake(): void {
    if (this.#clock.now() - this.#timerMs > heldUpMs) setImmediate(() => this.#sweep());
    else this.#sweep();
  }

  #sweep(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerMs = Infinity;
    const nowMs = this.#clock.now();
    for (let { first } = this.#watches; first !== undefined && first.atMs <= nowMs; { first } = this.#watches) {
      this.#watches.removeFirst();
      this.#look(first, nowMs);
    }
    this.#arm();
  }

  #look({ deadline, atMs }: Watch, nowMs: number): void {
    // Moved to an earlier moment since, under which it has been looked at already.
    if (deadline.watchedMs !== atMs) return;
    deadline.watchedMs = Infinity;
    if (deadline.deadlineMs > nowMs) {
      if (deadline.deadlineMs !== Infinity) this.#watch(deadline, deadline.deadlineMs);
      return;
    }
    deadline.expire();
  }
}

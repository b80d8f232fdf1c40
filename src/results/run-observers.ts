import { type Clock, exitCodes, KitError, type Timer } from "../ground/index.ts";
import type { RunStatistics, Tick } from "../stats/index.ts";
import type { RunEnd, RunObserver, RunStanding, RunStart } from "./run-observer.ts";
import type { HistoryMark } from "./run-history-view.ts";

/**
 * Between two observers of a second the thread sleeps: a worker that shares its core goes on at once, and no virtual user
 * is held up by all of a second's work at a time.
 */
const restMs = 1;

/**
 * Several observers as one. They hear of a second one after the other, and all before anything else. One that fails hears
 * no more ticks, but its end, and keeps nothing from the others; what it threw comes out of `end`, after all have ended.
 */
export class RunObservers {
  readonly #observers: readonly RunObserver[];
  readonly #failures = new Map<RunObserver, KitError>();
  readonly #clock: Clock;
  /** What observers have yet to hear of the last second. */
  #untold: (() => void)[] = [];
  #rest: Timer | undefined;

  constructor(observers: readonly RunObserver[], clock: Clock) {
    this.#observers = observers;
    this.#clock = clock;
  }

  /** Throws the first error, before the run begins; what was opened until then is let go. */
  async start(start: RunStart): Promise<void> {
    for (const [i, observer] of this.#observers.entries()) {
      try {
        await observer.start?.(start);
      } catch (error) {
        for (const opened of this.#observers.slice(0, i + 1)) await opened.abandon?.();
        throw error;
      }
    }
  }

  /** Instead of all that follows, when the run fails before its first tick: what was opened is let go. */
  async abandon(): Promise<void> {
    for (const observer of this.#observers) await observer.abandon?.();
  }

  /** Instead of `end`, when another process goes on with the run. */
  async leave(): Promise<void> {
    this.catchUp();
    for (const observer of this.#observers) await observer.leave?.();
  }

  tick(tick: Tick, statistics: RunStatistics, standing: RunStanding): void {
    this.catchUp();
    const hear = (observer: RunObserver) => observer.tick?.(tick, statistics, standing);
    this.#untold = this.#observers.map((observer) => () => this.#tellOne(observer, hear));
    this.#tellNext();
  }

  /** Lets all hear of the last second now; to be called before the statistics that they are told of change. */
  catchUp(): void {
    this.#rest?.cancel();
    for (const tell of this.#untold.splice(0)) tell();
  }

  late(tick: Tick, statistics: RunStatistics): void {
    this.#tell((observer) => observer.late?.(tick, statistics));
  }

  mark(mark: HistoryMark): void {
    this.#tell((observer) => observer.mark?.(mark));
  }

  /** Instead of `end`, right before the process ends; nobody hears any more of what fails. */
  cut(end: RunEnd): void {
    this.#tell((observer) => observer.cut?.(end));
  }

  /** Ends all, one after the other; then throws what any of them threw during the run. */
  async end(end: RunEnd): Promise<void> {
    this.catchUp();
    for (const observer of this.#observers) {
      try {
        await observer.end?.(end);
      } catch (error) {
        this.#note(observer, error);
      }
    }
    const failures = [...this.#failures.values()];
    if (failures.length > 0) throw joined(failures);
  }

  #tell(hear: (observer: RunObserver) => void): void {
    this.catchUp();
    for (const observer of this.#observers) this.#tellOne(observer, hear);
  }

  #tellNext(): void {
    this.#untold.shift()?.();
    if (this.#untold.length > 0) this.#rest = this.#clock.after(restMs, () => this.#tellNext());
  }

  #tellOne(observer: RunObserver, hear: (observer: RunObserver) => void): void {
    if (this.#failures.has(observer)) return;
    try {
      hear(observer);
    } catch (error) {
      this.#note(observer, error);
    }
  }

  #note(observer: RunObserver, thrown: unknown): void {
    if (this.#failures.has(observer)) return;
    const error =
      thrown instanceof KitError
        ? thrown
        : new KitError("PICKUP_OBSERVER_FAILED", `the ${observer.name} failed: ${String(thrown)}`, {
            hint: "The other results of the run are complete. This is a defect of the kit; please report it.",
            exitCode: exitCodes.internal,
            cause: thrown,
          });
    this.#failures.set(observer, error);
  }
}

function joined(failures: readonly KitError[]): KitError {
  const first = failures[0]!;
  if (failures.length === 1) return first;
  return new KitError(first.code as `PICKUP_${string}`, failures.map(({ message }) => message).join("\n"), {
    ...(first.hint === undefined ? {} : { hint: first.hint }),
    exitCode: first.exitCode,
    cause: new AggregateError(failures),
  });
}

import { exitCodes, KitError } from "../ground/index.ts";
import type { RunStatistics, Tick } from "../stats/index.ts";
import type { RunEnd, RunObserver, RunStanding, RunStart } from "./run-observer.ts";
import type { HistoryMark } from "./run-history-view.ts";

/**
 * Several observers as one. One that fails hears no more ticks, but its end, and keeps nothing from the others; what it
 * threw comes out of `end`, after all have ended.
 */
export class RunObservers {
  readonly #observers: readonly RunObserver[];
  readonly #failures = new Map<RunObserver, KitError>();

  constructor(observers: readonly RunObserver[]) {
    this.#observers = observers;
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
    for (const observer of this.#observers) await observer.leave?.();
  }

  tick(tick: Tick, statistics: RunStatistics, standing: RunStanding): void {
    this.#tell((observer) => observer.tick?.(tick, statistics, standing));
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
    for (const observer of this.#observers) {
      if (this.#failures.has(observer)) continue;
      try {
        hear(observer);
      } catch (error) {
        this.#note(observer, error);
      }
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

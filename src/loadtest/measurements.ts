import type { Clock } from "../ground/index.ts";
import type { Sample } from "../http/index.ts";

const method = "measure";

export interface MeasurementsParts {
  readonly clock: Clock;
  readonly file: (sample: Sample) => void;
}

/** The acts of one user that are not HTTP and are counted like requests; an error is a failed one. */
export class Measurements {
  readonly #parts: MeasurementsParts;
  #open = 0;
  #isStopped = false;
  /** The error that was filed last: thrown on by the task, it is not counted a second time. */
  #filedError: unknown;

  constructor(parts: MeasurementsParts) {
    this.#parts = parts;
  }

  /** Times `act`, which was due at `dueMs`, and gives or throws what it does. */
  async measure<T>(name: string, act: () => T | Promise<T>, dueMs: number): Promise<T> {
    const sentMs = this.#parts.clock.now();
    this.#open++;
    try {
      const result = await act();
      this.#file({ name, dueMs, sentMs, outcome: "ok", reason: "" });
      return result;
    } catch (error) {
      const { message: reason, stack = "" } = error instanceof Error ? error : new Error(String(error));
      this.#file({ name, dueMs, sentMs, outcome: "check-failed", reason, stack });
      this.#filedError = error;
      throw error;
    }
  }

  isFiled(error: unknown): boolean {
    return error !== undefined && error === this.#filedError;
  }

  /** Files nothing from now on. Returns how many are under way. */
  stop(): number {
    const open = this.#isStopped ? 0 : this.#open;
    this.#isStopped = true;
    return open;
  }

  #file(measured: Pick<Sample, "name" | "dueMs" | "sentMs" | "outcome" | "reason" | "stack">): void {
    this.#open--;
    if (this.#isStopped) return;
    const endMs = this.#parts.clock.now();
    this.#parts.file({ ...measured, method, firstByteMs: endMs, endMs, bytesReceived: 0, status: 0 });
  }
}

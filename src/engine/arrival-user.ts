import { type Clock } from "../ground/index.ts";
import { TaskCursor } from "./task.ts";
import type { Life, Role } from "./virtual-user.ts";

/** A user under an arrival rate: idle until a start takes it, kept until the end of the run. */
export class ArrivalUser<U> implements Life {
  readonly #role: Role<U>;
  readonly #clock: Clock;
  readonly #cursor: TaskCursor<U>;
  readonly #stop = Promise.withResolvers<void>();
  readonly #aborted = Promise.withResolvers<void>();
  #state: "living" | "stopping" | "aborted" = "living";
  #isNew = true;
  #busy: Promise<void> | undefined;

  constructor(role: Role<U>, clock: Clock) {
    this.#role = role;
    this.#clock = clock;
    this.#cursor = new TaskCursor(role.behaviour.tasks, role.random);
  }

  /** Runs one pass of tasks that was due at `dueMs`, without waits; before the first one `onStart`. */
  start(dueMs: number): Promise<void> {
    return (this.#busy = this.#pass(dueMs));
  }

  /** Resolves when the user has been stopped and is gone. */
  async live(): Promise<void> {
    await Promise.race([this.#leave(), this.#aborted.promise]);
  }

  stop(): void {
    if (this.#state === "living") this.#state = "stopping";
    this.#stop.resolve();
  }

  abort(): void {
    this.stop();
    this.#state = "aborted";
    this.#role.performer.abort();
    this.#aborted.resolve();
  }

  close(): void {
    this.#role.performer.close();
  }

  async #pass(dueMs: number): Promise<void> {
    const { performer, behaviour } = this.#role;
    let nextMs = dueMs;
    let nowMs = this.#clock.now();
    if (this.#isNew) {
      this.#isNew = false;
      if (behaviour.onStart !== undefined) {
        await performer.perform(behaviour.onStart, dueMs, nowMs, "onStart");
        nextMs = nowMs = this.#clock.now();
      }
    }
    while (this.#state === "living") {
      const { run, name } = this.#cursor.next();
      await performer.perform(run, nextMs, nowMs, name);
      if (this.#cursor.atStart) return;
      nextMs = nowMs = this.#clock.now();
    }
  }

  async #leave(): Promise<void> {
    await this.#stop.promise;
    await this.#busy;
    const { performer, behaviour } = this.#role;
    if (behaviour.onStop === undefined || this.#state === "aborted") return;
    const nowMs = this.#clock.now();
    await performer.perform(behaviour.onStop, nowMs, nowMs, "onStop");
  }
}

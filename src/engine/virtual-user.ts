import type { Clock, RandomStream, Timer } from "../ground/index.ts";
import { type Act, type Group, TaskCursor } from "./task.ts";
import type { Wait } from "./wait.ts";

/** What the engine drives: somebody who runs acts. The load test makes it; the engine knows no more of it. */
export interface Performer<U> {
  /**
   * Runs one act that was due at `dueMs` and begins `nowMs`; `task` is its name, as errors have it. Reports what goes
   * wrong itself and never throws.
   */
  perform(act: Act<U>, dueMs: number, nowMs: number, task: string): Promise<void>;
  /** Cuts short what is in flight; a running act ends at once. */
  abort(): void;
  /** Releases what the user holds, after its last act. */
  close(): void;
}

/** What a type of users does. */
export interface Behaviour<U> {
  readonly tasks: Group<U>;
  readonly wait: Wait;
  readonly onStart?: Act<U>;
  readonly onStop?: Act<U>;
}

/** What becomes of a user of the dataset when a virtual user takes it. */
export interface Role<U> {
  readonly performer: Performer<U>;
  readonly behaviour: Behaviour<U>;
  /** The user's own stream: the same run seed and user give the same tasks and waits. */
  readonly random: RandomStream;
}

/** A virtual user as the run ends it. */
export interface Life {
  /** Ends it after the running act, at once when there is none. */
  stop(): void;
  /** Ends it now, whatever the running act does. */
  abort(): void;
  /** Releases what it holds; after its end. */
  close(): void;
}

/** An act that ended within this time cannot have waited for anything; the user then lets a millisecond pass. */
const sameTurnMs = 0.02;

/** A wait may end by this share of it early, when another user wakes up then, and by so much at most. */
const slackShare = 1 / 500;
const mostSlackMs = 5;

/** The life of one virtual user: start, then tasks and waits in turn until stopped, then stop. */
export class VirtualUser<U> implements Life {
  readonly #performer: Performer<U>;
  readonly #behaviour: Behaviour<U>;
  readonly #clock: Clock;
  readonly #random: RandomStream;
  /** Ends the life before its acts have ended. */
  #leave: (() => void) | undefined;
  #state: "living" | "stopping" | "aborted" = "living";
  #wake: (() => void) | undefined;
  #timer: Timer | undefined;

  constructor({ performer, behaviour, random }: Role<U>, clock: Clock) {
    this.#performer = performer;
    this.#behaviour = behaviour;
    this.#clock = clock;
    this.#random = random;
  }

  /** Lives until `stop`, or, with `passes`, through so many passes of its tasks without waits. */
  live(startMs: number, passes = Number.POSITIVE_INFINITY): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // An act that hears no abort, such as a sleep of the script's own, must not hold up the end of the run.
    this.#leave = resolve;
    const played = passes === Number.POSITIVE_INFINITY ? this.#repeat(startMs) : this.#runPasses(startMs, passes);
    played.then(resolve, reject);
    return promise;
  }

  stop(): void {
    if (this.#state === "living") this.#state = "stopping";
    this.#timer?.cancel();
    this.#wake?.();
  }

  abort(): void {
    this.stop();
    this.#state = "aborted";
    this.#performer.abort();
    this.#leave?.();
  }

  close(): void {
    this.#performer.close();
  }

  async #repeat(startMs: number): Promise<void> {
    const { tasks, wait } = this.#behaviour;
    const cursor = new TaskCursor(tasks, this.#random);
    let dueMs = await this.#begin(startMs);
    let nowMs = this.#clock.now();
    while (this.#state === "living") {
      const beganMs = nowMs;
      const { run, name } = cursor.next();
      await this.#performer.perform(run, dueMs, beganMs, name);
      nowMs = this.#clock.now();
      // Who was woken early waits that much longer: users that once ended a wait together would stay together.
      const earlyMs = Math.max(0, dueMs - beganMs);
      dueMs = wait.nextDueMs(dueMs, nowMs + earlyMs, this.#random);
      if (dueMs > nowMs || nowMs - beganMs < sameTurnMs) {
        await this.#waitUntil(dueMs > nowMs ? dueMs : nowMs + 1);
        nowMs = this.#clock.now();
      }
    }
    await this.#end();
  }

  async #runPasses(startMs: number, passes: number): Promise<void> {
    const cursor = new TaskCursor(this.#behaviour.tasks, this.#random);
    let dueMs = await this.#begin(startMs);
    let nowMs = this.#clock.now();
    for (let pass = 0; pass < passes && this.#state === "living"; pass++) {
      do {
        const { run, name } = cursor.next();
        await this.#performer.perform(run, dueMs, nowMs, name);
        dueMs = nowMs = this.#clock.now();
      } while (!cursor.atStart && this.#state === "living");
    }
    await this.#end();
  }

  /** Resolves to when the first task is due: the time `onStart` takes makes it no later than it is. */
  async #begin(startMs: number): Promise<number> {
    const { onStart } = this.#behaviour;
    if (onStart === undefined) return startMs;
    await this.#performer.perform(onStart, startMs, this.#clock.now(), "onStart");
    return this.#clock.now();
  }

  async #end(): Promise<void> {
    const { onStop } = this.#behaviour;
    if (onStop === undefined || this.#state === "aborted") return;
    const nowMs = this.#clock.now();
    await this.#performer.perform(onStop, nowMs, nowMs, "onStop");
  }

  #waitUntil(dueMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#state !== "living") return resolve();
      this.#wake = resolve;
      const waitMs = dueMs - this.#clock.now();
      this.#timer = this.#clock.after(waitMs, resolve, Math.min(waitMs * slackShare, mostSlackMs));
    });
  }
}

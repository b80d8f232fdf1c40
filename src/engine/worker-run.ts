import type { Clock, RandomStream, Timer } from "../ground/index.ts";
import {
  type EachOncePlan,
  type LoadPlan,
  nextChangeAfter,
  numberInWhole,
  type Slice,
  sliceOf,
  type UsersPlan,
  usersAt,
} from "./plan.ts";
import { UserPool } from "./user-pool.ts";
import { type Behaviour, type Performer, VirtualUser } from "./virtual-user.ts";

/** What becomes of a user of the dataset when a virtual user takes it. */
export interface Role<U> {
  readonly performer: Performer<U>;
  readonly behaviour: Behaviour<U>;
  /** The user's own stream: the same run seed and user give the same tasks and waits. */
  readonly random: RandomStream;
}

export interface WorkerRunOptions<U> {
  readonly plan: LoadPlan;
  readonly slice: Slice;
  /** The users of the dataset; Infinity when there is none. */
  readonly users: number;
  /** How long running acts may go on after the plan's end. */
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  readonly cast: (user: number) => Role<U>;
}

/** One worker's share of a run: keeps as many virtual users alive as its slice of the plan asks for. */
export class WorkerRun<U> {
  readonly #options: WorkerRunOptions<U>;
  readonly #pool: UserPool;
  /** All that live, also those told to stop; each with the promise of its end. */
  readonly #living = new Map<VirtualUser<U>, Promise<void>>();
  /** Those not told to stop, oldest first. */
  readonly #kept: VirtualUser<U>[] = [];
  #stopped = false;
  #wake: (() => void) | undefined;
  #abort: { timer: Timer; dueMs: number } | undefined;
  #failure: { error: unknown } | undefined;

  constructor(options: WorkerRunOptions<U>) {
    this.#options = options;
    this.#pool = new UserPool(options.users, options.slice);
  }

  /** Virtual users that live now. */
  get activeUsers(): number {
    return this.#living.size;
  }

  /** Runs the plan from `startMs` to its end or until `stop`; resolves when the last user is gone. */
  async run(startMs: number): Promise<void> {
    const { plan } = this.#options;
    await this.#pauseUntil(startMs);
    if (plan.kind === "users") await this.#follow(plan, startMs);
    else await this.#eachOnce(plan);
    await Promise.all(this.#living.values());
    this.#abort?.timer.cancel();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Ends the run: waiting users at once, running acts within `graceMs`, then by force. */
  stop(graceMs: number): void {
    this.#stopped = true;
    this.#endWithin(graceMs);
    this.#wake?.();
  }

  async #follow(plan: UsersPlan, startMs: number): Promise<void> {
    const { clock, slice, stopTimeoutMs } = this.#options;
    for (let elapsedMs = 0; elapsedMs < plan.endMs && !this.#stopped; elapsedMs = clock.now() - startMs) {
      this.#adjustTo(sliceOf(usersAt(plan, elapsedMs), slice));
      await this.#pauseUntil(startMs + nextChangeAfter(plan, elapsedMs));
    }
    if (!this.#stopped) this.#endWithin(stopTimeoutMs);
  }

  /** A user still finishing its last task is not free yet; the loop comes back when it is. */
  #adjustTo(target: number): void {
    while (this.#kept.length > target) this.#kept.pop()!.stop();
    while (this.#kept.length < target) {
      const user = this.#pool.take();
      if (user === undefined) return;
      this.#kept.push(this.#begin(user, Number.POSITIVE_INFINITY));
    }
  }

  async #eachOnce(plan: EachOncePlan): Promise<void> {
    const { slice } = this.#options;
    const total = sliceOf(plan.users, slice);
    const lanes = Math.min(total, Math.max(1, sliceOf(plan.concurrency, slice)));
    let position = 0;
    const walk = async () => {
      while (position < total && !this.#stopped) {
        await this.#living.get(this.#begin(numberInWhole(position++, slice) * plan.stride, 1));
      }
    };
    await Promise.all(Array.from({ length: lanes }, walk));
  }

  #begin(user: number, passes: number): VirtualUser<U> {
    const { cast, clock } = this.#options;
    const { performer, behaviour, random } = cast(user);
    const virtualUser = new VirtualUser(performer, behaviour, clock, random);
    const ended = virtualUser
      .live(clock.now(), passes)
      .catch((error: unknown) => this.#failWith(error))
      .then(() => this.#release(virtualUser, user));
    this.#living.set(virtualUser, ended);
    return virtualUser;
  }

  #release(virtualUser: VirtualUser<U>, user: number): void {
    this.#living.delete(virtualUser);
    this.#pool.give(user);
    this.#wake?.();
  }

  /** A performer never throws; if one does, the run ends and says so rather than going on with fewer users. */
  #failWith(error: unknown): void {
    this.#failure ??= { error };
    this.stop(0);
  }

  #endWithin(graceMs: number): void {
    const { clock } = this.#options;
    for (const virtualUser of this.#living.keys()) virtualUser.stop();
    const dueMs = clock.now() + graceMs;
    if (this.#abort !== undefined && this.#abort.dueMs <= dueMs) return;
    this.#abort?.timer.cancel();
    const timer = clock.after(graceMs, () => {
      for (const virtualUser of this.#living.keys()) virtualUser.abort();
    });
    this.#abort = { timer, dueMs };
  }

  #pauseUntil(dueMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      if (this.#stopped) return resolve();
      const timer = dueMs < Number.POSITIVE_INFINITY ? clock.after(dueMs - clock.now(), resolve) : undefined;
      this.#wake = () => {
        timer?.cancel();
        resolve();
      };
    });
  }
}

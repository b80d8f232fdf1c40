import type { Clock, Random, Timer } from "../ground/index.ts";
import { ArrivalUser } from "./arrival-user.ts";
import { Arrivals } from "./arrivals.ts";
import {
  type ArrivalPlan,
  type EachOncePlan,
  type LoadPlan,
  nextChangeAfter,
  numberInWhole,
  type Slice,
  sliceOf,
  type UsersPlan,
  usersAt,
} from "./plan.ts";
import { type UserPick, type UserPool, userPool } from "./user-pool.ts";
import { type Life, type Role, VirtualUser } from "./virtual-user.ts";

export interface WorkerRunOptions<U> {
  readonly plan: LoadPlan;
  readonly slice: Slice;
  /** The users of the dataset; Infinity when there is none. */
  readonly users: number;
  /** How long running acts may go on after the plan's end. */
  readonly stopTimeoutMs: number;
  readonly clock: Clock;
  /** `place`: how many virtual users run before this one, in the whole run. */
  readonly cast: (user: number, place: number) => Role<U>;
  /** Which of the free users is taken. */
  readonly pick: UserPick;
  /** Decides the picks. */
  readonly random: Random;
  /** Of a pass over the users: true for one who is left out. */
  readonly skips?: (user: number) => boolean;
  /** Told of starts that found no free user. */
  readonly missed: (starts: number) => void;
}

/** One worker's share of a run: keeps as many virtual users alive as its slice of the plan asks for. */
export class WorkerRun<U> {
  readonly #options: WorkerRunOptions<U>;
  readonly #pool: UserPool;
  /** All that live, also those told to stop; each with the promise of its end. */
  readonly #living = new Map<Life, Promise<void>>();
  /** Those not told to stop, oldest first. */
  readonly #kept: VirtualUser<U>[] = [];
  #plan: LoadPlan;
  #arrivals: Arrivals<U> | undefined;
  #stopped = false;
  #wake: (() => void) | undefined;
  #abort: { timer: Timer; dueMs: number } | undefined;
  #failure: { error: unknown } | undefined;

  constructor(options: WorkerRunOptions<U>) {
    const { plan, users } = options;
    this.#options = options;
    this.#plan = plan;
    this.#pool = userPool({ ...options, users: plan.kind === "arrivals" ? Math.min(users, plan.users) : users });
  }

  /** Virtual users that live now. */
  get activeUsers(): number {
    return this.#living.size;
  }

  /** Runs the plan from `startMs` to its end or until `stop`; resolves when the last user is gone. */
  async run(startMs: number): Promise<void> {
    await this.#pauseUntil(startMs);
    await this.#play(startMs);
    await Promise.all(this.#living.values());
    this.#abort?.timer.cancel();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Ends the run: waiting users at once, running acts within `graceMs`, then by force. */
  stop(graceMs: number): void {
    this.#stopped = true;
    this.#arrivals?.stop();
    this.#endWithin(graceMs);
    this.#wake?.();
  }

  /** Follows another plan of the same kind from now on, counted from the same start. Users that stay are left alone. */
  retarget(plan: LoadPlan): void {
    if (plan.kind !== this.#plan.kind) throw new Error(`a run of ${this.#plan.kind} cannot become one of ${plan.kind}`);
    this.#plan = plan;
    if (plan.kind === "arrivals") this.#arrivals?.retarget(plan);
    this.#wake?.();
  }

  #play(startMs: number): Promise<void> {
    const plan = this.#plan;
    switch (plan.kind) {
      case "users":
        return this.#follow(plan, startMs);
      case "arrivals":
        return this.#arrive(plan, startMs);
      case "each-once":
        return this.#eachOnce(plan);
    }
  }

  async #follow(first: UsersPlan, startMs: number): Promise<void> {
    const { clock, slice, stopTimeoutMs } = this.#options;
    let plan = first;
    // Not earlier than the start, when a timer fires a little early; later for one who joins the run.
    for (
      let elapsedMs = Math.max(0, clock.now() - startMs);
      elapsedMs < plan.endMs && !this.#stopped;
      elapsedMs = clock.now() - startMs
    ) {
      this.#adjustTo(sliceOf(usersAt(plan, elapsedMs), slice));
      await this.#pauseUntil(startMs + nextChangeAfter(plan, elapsedMs));
      plan = this.#plan as UsersPlan;
    }
    if (!this.#stopped) this.#endWithin(stopTimeoutMs);
  }

  async #arrive(plan: ArrivalPlan, startMs: number): Promise<void> {
    if (this.#stopped) return;
    const { slice, pick, clock, cast, missed, stopTimeoutMs } = this.#options;
    let leases = 0;
    const lease = (user: number) => {
      const arrivalUser = new ArrivalUser(cast(user, numberInWhole(leases++, slice)), clock);
      this.#enter(arrivalUser, arrivalUser.live());
      return arrivalUser;
    };
    const failed = (error: unknown) => this.#failWith(error);
    this.#arrivals = new Arrivals({ plan, slice, pool: this.#pool, pick, clock, lease, missed, failed });
    await this.#arrivals.run(startMs);
    if (!this.#stopped) this.#endWithin(stopTimeoutMs);
  }

  /** A user still finishing its last task is not free yet; the loop comes back when it is. */
  #adjustTo(target: number): void {
    while (this.#kept.length > target) this.#kept.pop()!.stop();
    while (this.#kept.length < target) {
      const user = this.#pool.take();
      if (user === undefined) return;
      const place = numberInWhole(this.#kept.length, this.#options.slice);
      this.#kept.push(this.#begin(user, place, Number.POSITIVE_INFINITY));
    }
  }

  async #eachOnce(plan: EachOncePlan): Promise<void> {
    const { slice } = this.#options;
    const total = sliceOf(plan.users, slice);
    const lanes = Math.min(total, Math.max(1, sliceOf(plan.concurrency, slice)));
    let position = 0;
    const walk = async () => {
      while (position < total && !this.#stopped) {
        const place = numberInWhole(position++, slice);
        const user = place * plan.stride;
        if (!this.#options.skips?.(user)) await this.#living.get(this.#begin(user, place, 1));
      }
    };
    await Promise.all(Array.from({ length: lanes }, walk));
  }

  #begin(user: number, place: number, passes: number): VirtualUser<U> {
    const { cast, clock } = this.#options;
    const virtualUser = new VirtualUser(cast(user, place), clock);
    this.#enter(virtualUser, virtualUser.live(clock.now(), passes), user);
    return virtualUser;
  }

  /** Keeps a life until it ends; `user` then goes back to the pool. */
  #enter(life: Life, lived: Promise<void>, user?: number): void {
    const leave = () => {
      life.close();
      this.#living.delete(life);
      if (user !== undefined) this.#pool.give(user);
      this.#wake?.();
    };
    const ended = lived.then(leave, (error: unknown) => {
      this.#failWith(error);
      leave();
    });
    this.#living.set(life, ended);
  }

  /** A performer never throws; if one does, the run ends and says so rather than going on with fewer users. */
  #failWith(error: unknown): void {
    this.#failure ??= { error };
    this.stop(0);
  }

  #endWithin(graceMs: number): void {
    const { clock } = this.#options;
    for (const life of this.#living.keys()) life.stop();
    const dueMs = clock.now() + graceMs;
    if (this.#abort !== undefined && this.#abort.dueMs <= dueMs) return;
    this.#abort?.timer.cancel();
    const timer = clock.after(graceMs, () => {
      for (const life of this.#living.keys()) life.abort();
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

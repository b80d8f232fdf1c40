import type { Clock, Timer } from "../ground/index.ts";
import { startsAt, timeOf } from "./arrival-plan.ts";
import type { ArrivalUser } from "./arrival-user.ts";
import { type ArrivalPlan, numberInWhole, type Slice, sliceOf } from "./plan.ts";
import type { UserPick, UserPool } from "./user-pool.ts";

export interface ArrivalsOptions<U> {
  readonly plan: ArrivalPlan;
  readonly slice: Slice;
  readonly pool: UserPool;
  readonly pick: UserPick;
  readonly clock: Clock;
  /** Makes a user of the dataset ready, the first time a start takes it. */
  readonly lease: (user: number) => ArrivalUser<U>;
  /** Told of starts that found no free user. */
  readonly missed: (starts: number) => void;
  readonly failed: (error: unknown) => void;
}

/** A turn that has started users for so long lets their answers come in before it goes on. */
const turnMs = 1;
/**
 * Starts that are overdue by this are made when a user comes free; earlier ones wait for the timer or for company. One
 * by one they would be more exact by half a millisecond and cost a third more processor time.
 */
const patienceMs = 0.4;
/** A worker that begins later than this after the start joins a run that others carried until then. */
const joinsAfterMs = 1000;
/** How long after the plan's end a worker that fell behind still makes starts that were due before it. */
const catchUpMs = 100;

/**
 * Makes one worker's starts of an arrival rate, each when the plan says so. What is due but not started yet is the
 * difference of two numbers, never a queue, so a rate that cannot be had costs no memory. There is one timer for all
 * starts, which is exact to about a millisecond and costs nothing at low rates; when a user comes free what is overdue
 * starts at once, so a busy worker is more exact than its timer.
 */
export class Arrivals<U> {
  readonly #options: ArrivalsOptions<U>;
  readonly #leases = new Map<number, ArrivalUser<U>>();
  readonly #over = Promise.withResolvers<void>();
  #plan: ArrivalPlan;
  #startMs = 0;
  /** Starts of this worker so far, missed ones included. */
  #started = 0;
  #nextMs = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isTurning = false;
  #isOver = false;

  constructor(options: ArrivalsOptions<U>) {
    this.#options = options;
    this.#plan = options.plan;
  }

  /**
   * Makes starts until the plan's end or `stop`; those made may still be running then. One who joins a run that has
   * begun makes only the starts that fall due from now on.
   */
  run(startMs: number): Promise<void> {
    const { clock, slice } = this.#options;
    this.#startMs = startMs;
    const lateMs = clock.now() - startMs;
    if (lateMs > joinsAfterMs) this.#skip(sliceOf(startsAt(this.#plan, lateMs), slice));
    this.#turn();
    return this.#over.promise;
  }

  /** The starts until now were others'; with each-once their users had their turn. */
  #skip(starts: number): void {
    const { pool, pick } = this.#options;
    this.#started = starts;
    if (pick !== "each-once") return;
    for (let gone = 0; gone < starts; gone++) if (pool.take() === undefined) return;
  }

  stop(): void {
    this.#isOver = true;
    this.#rest();
    this.#over.resolve();
  }

  /** Follows another plan, counted from the same start of the run. */
  retarget(plan: ArrivalPlan): void {
    this.#plan = plan;
    if (!this.#isOver) this.#turn();
  }

  /** Starts what is due and sleeps until the next start is. */
  #turn(): void {
    this.#rest();
    const { clock, slice } = this.#options;
    const nowMs = clock.now();
    this.#isTurning = true;
    const isCaughtUp = this.#startDue(nowMs);
    this.#isTurning = false;
    if (this.#isOver) return;
    if (!isCaughtUp) return void (this.#immediate = setImmediate(() => this.#turn()));
    const endMs = this.#startMs + this.#plan.endMs;
    // Not the time it is by now: what fell due during the turn is still to be started.
    if (nowMs >= endMs) return this.stop();
    this.#nextMs = Math.min(endMs, this.#startMs + timeOf(this.#plan, numberInWhole(this.#started, slice)));
    if (this.#nextMs === Number.POSITIVE_INFINITY) return;
    this.#timer = clock.after(this.#nextMs - clock.now(), () => this.#turn());
  }

  #rest(): void {
    this.#timer?.cancel();
    clearImmediate(this.#immediate);
    this.#nextMs = Number.POSITIVE_INFINITY;
  }

  /** Starts what is due at `nowMs`; true when nothing of it is left. */
  #startDue(nowMs: number): boolean {
    const { clock, slice, pool } = this.#options;
    const lastMs = this.#startMs + this.#plan.endMs + catchUpMs;
    const due = sliceOf(startsAt(this.#plan, nowMs - this.#startMs), slice);
    for (let atMs = nowMs; this.#started < due && !this.#isOver; atMs = clock.now()) {
      if (atMs > nowMs + turnMs) {
        if (atMs < lastMs) return false;
        this.#miss(due);
      } else {
        const user = pool.take();
        if (user === undefined) this.#turnAway(due);
        else this.#begin(user, this.#startMs + timeOf(this.#plan, numberInWhole(this.#started++, slice)));
      }
    }
    return true;
  }

  #turnAway(due: number): void {
    // When everybody had its turn there is nothing left to do.
    if (this.#options.pick === "each-once") this.stop();
    else this.#miss(due);
  }

  #miss(due: number): void {
    this.#options.missed(due - this.#started);
    this.#started = due;
  }

  #begin(user: number, dueMs: number): void {
    let lease = this.#leases.get(user);
    if (lease === undefined) {
      lease = this.#options.lease(user);
      this.#leases.set(user, lease);
    }
    const begun = lease;
    begun.start(dueMs).then(
      () => this.#free(user, begun),
      (error: unknown) => this.#options.failed(error),
    );
  }

  #free(user: number, lease: ArrivalUser<U>): void {
    const { pool, pick, clock } = this.#options;
    pool.give(user);
    if (pick === "each-once") {
      this.#leases.delete(user);
      lease.stop();
    }
    if (!this.#isTurning && clock.now() >= this.#nextMs + patienceMs) this.#turn();
  }
}

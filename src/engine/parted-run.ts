import type { Clock, Random, Timer } from "../ground/index.ts";
import { type Parts, sliceOfPart } from "./parts.ts";
import type { LoadPlan } from "./plan.ts";
import { WorkerRun, type WorkerRunOptions } from "./worker-run.ts";

export interface PartedRunOptions<U> extends Omit<WorkerRunOptions<U>, "slice" | "random"> {
  readonly parts: Parts;
  /** Decides the picks of a part. */
  readonly randomOf: (part: number) => Random;
}

/** A part that is being played. */
interface PlayedPart<U> {
  readonly run: WorkerRun<U>;
  /** Resolves when its last user is gone. */
  readonly gone: Promise<void>;
  /** True once it was told to end before its plan did. */
  isLeaving: boolean;
}

/**
 * One worker's share of a run that may change while it runs: every part it holds is a {@link WorkerRun} of its own, so
 * parts come and go without their neighbours noticing. A part that is taken over late joins the plan where it stands.
 */
export class PartedRun<U> {
  readonly #options: PartedRunOptions<U>;
  readonly #clock: Clock;
  readonly #played = new Map<number, PlayedPart<U>>();
  /** Parts whose plan came to its end here. */
  readonly #finished = new Set<number>();
  #plan: LoadPlan;
  #parts: Parts;
  #startMs: number | undefined;
  #isSuspended = false;
  #stopped = false;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(options: PartedRunOptions<U>) {
    this.#options = options;
    this.#clock = options.clock;
    this.#plan = options.plan;
    this.#parts = options.parts;
  }

  /** Virtual users that live now. */
  get activeUsers(): number {
    let users = 0;
    for (const { run } of this.#played.values()) users += run.activeUsers;
    return users;
  }

  /** Runs the plan from `startMs`, now or earlier for one who joins, to its end or until `stop`. */
  async run(startMs: number): Promise<void> {
    this.#startMs = startMs;
    this.#playHeld();
    while (this.#played.size > 0 || !this.#isOver()) await this.#change();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Ends the run: waiting users at once, running acts within `graceMs`, then by force. */
  stop(graceMs: number): void {
    this.#stopped = true;
    for (const { run } of this.#played.values()) run.stop(graceMs);
    this.#wake();
  }

  /**
   * Follows another plan of the same kind and holds other parts from now on. Users of parts that stay are left alone;
   * resolves when all users of parts that go are gone.
   */
  async retarget(plan: LoadPlan, parts: Parts): Promise<void> {
    this.#plan = plan;
    this.#parts = parts;
    const going: Promise<void>[] = [];
    for (const [part, played] of this.#played) {
      if (parts.held.includes(part)) {
        played.run.retarget(plan);
      } else {
        this.#leave(played, this.#options.stopTimeoutMs);
        going.push(played.gone);
      }
    }
    this.#playHeld();
    this.#wake();
    await Promise.all(going);
  }

  /** Ends every user now, whatever it does, and plays none until {@link resume}. */
  suspend(): void {
    this.#isSuspended = true;
    for (const played of this.#played.values()) this.#leave(played, 0);
  }

  /** Plays the held parts again, from where the plan stands. */
  resume(): void {
    this.#isSuspended = false;
    this.#playHeld();
    this.#wake();
  }

  #playHeld(): void {
    if (this.#startMs === undefined || this.#stopped || this.#isSuspended) return;
    for (const part of this.#parts.held) {
      if (!this.#played.has(part) && !this.#finished.has(part)) this.#play(part, this.#startMs);
    }
  }

  #leave(played: PlayedPart<U>, graceMs: number): void {
    played.isLeaving = true;
    played.run.stop(graceMs);
  }

  #play(part: number, startMs: number): void {
    const { randomOf, parts } = this.#options;
    const slice = sliceOfPart(part, parts.of);
    const run = new WorkerRun({ ...this.#options, plan: this.#plan, slice, random: randomOf(part) });
    const gone = run
      .run(startMs)
      .catch((error: unknown) => this.#failWith(error))
      .then(() => this.#ended(part));
    this.#played.set(part, { run, gone, isLeaving: false });
  }

  /** A part that was taken away and given back meanwhile is played anew, once its old users are gone. */
  #ended(part: number): void {
    if (!this.#played.get(part)!.isLeaving) this.#finished.add(part);
    this.#played.delete(part);
    this.#playHeld();
    this.#wake();
  }

  #failWith(error: unknown): void {
    this.#failure ??= { error };
    this.stop(0);
  }

  /** With nothing to play now there may be something later, as long as the plan lasts. */
  #isOver(): boolean {
    const { held } = this.#parts;
    if (this.#stopped || this.#clock.now() >= this.#endMs()) return true;
    return held.length > 0 && held.every((part) => this.#finished.has(part));
  }

  #endMs(): number {
    return this.#plan.kind === "each-once" ? Number.POSITIVE_INFINITY : (this.#startMs ?? 0) + this.#plan.endMs;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const endMs = this.#endMs();
      let timer: Timer | undefined;
      if (this.#played.size === 0 && endMs < Number.POSITIVE_INFINITY) {
        timer = this.#clock.after(endMs - this.#clock.now(), resolve);
      }
      this.#wake = () => {
        timer?.cancel();
        resolve();
      };
    });
  }
}

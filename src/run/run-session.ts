import { errorRecordOf, exitCodes, KitError } from "../ground/index.ts";
import type { ProblemReport, RunHead, RunState, Summary } from "../results/index.ts";
import type { LoadEdit } from "./load-edit.ts";
import { requireEnoughUsers } from "./first-checks.ts";
import { type LoadConditions, type LoadOrder, type LoadResult, type StartedRun, startLoadTest } from "./load-run.ts";

/** A run of a session, as others may know it. */
export interface SessionRun {
  readonly head: RunHead;
  readonly state: RunState;
  /** Why it came to no load, or was cut short; null otherwise. */
  readonly failure: ProblemReport | null;
  /** What it came to, or has come to so far; null before its load began. */
  readonly summary: Summary | null;
}

/** What may be done to the runs of a process, from a page or from the keyboard. Errors are KitErrors. */
export interface RunControl<Wish> {
  /** The run that is under way, or the last one; null: there was none. */
  readonly current: SessionRun | null;
  /** Resolves once the run is ordered; `PICKUP_RUN_UNDER_WAY` while another one has not ended. */
  start(wish: Wish): Promise<SessionRun>;
  edit(runId: string, edit: LoadEdit): SessionRun;
  stop(runId: string): SessionRun;
  reset(runId: string): SessionRun;
}

/** An order with the world it is run in. */
export interface PreparedRun {
  readonly order: LoadOrder;
  readonly conditions: Omit<LoadConditions, "onState">;
}

export interface RunSessionOptions<Wish> {
  /** Makes an order of what is wished; it fails with all that is wrong with the wish. */
  readonly prepare: (wish: Wish) => Promise<PreparedRun>;
  /** Told when a run begins, goes from one state to another, and has ended. */
  readonly onState?: (run: SessionRun) => void;
  /** Told once of each run, after its end. */
  readonly onEnd?: (outcome: RunOutcome) => void;
}

/** What became of a run: its result, or what was thrown. */
export type RunOutcome = { readonly result: LoadResult } | { readonly error: unknown };

/** Runs after each other, one at a time. */
export class RunSession<Wish> implements RunControl<Wish> {
  readonly #options: RunSessionOptions<Wish>;
  #isPreparing = false;
  #run: { readonly started: StartedRun; readonly ended: Promise<RunOutcome> } | undefined;
  #failure: ProblemReport | null = null;

  constructor(options: RunSessionOptions<Wish>) {
    this.#options = options;
  }

  get current(): SessionRun | null {
    if (this.#run === undefined) return null;
    const { run } = this.#run.started;
    const { head, state } = run;
    return {
      head,
      state,
      failure: this.#failure,
      get summary() {
        return run.summary;
      },
    };
  }

  /** What becomes of the current run; null: there was none. */
  get ended(): Promise<RunOutcome> | null {
    return this.#run?.ended ?? null;
  }

  async start(wish: Wish): Promise<SessionRun> {
    if (this.#isPreparing || (this.#isUnderWay() && !this.#run!.started.run.isConcluded)) {
      throw new KitError("PICKUP_RUN_UNDER_WAY", "a run is under way, and there is only one at a time", {
        hint: "Stop it first, or wait for its end.",
      });
    }
    this.#isPreparing = true;
    try {
      // The results of the last run are there, and shown; its workers may still be on their way out.
      await this.#run?.ended;
      const { order, conditions } = await this.#options.prepare(wish);
      requireEnoughUsers({ order });
      return this.#begin(order, conditions);
    } finally {
      this.#isPreparing = false;
    }
  }

  edit(runId: string, edit: LoadEdit): SessionRun {
    this.#runOf(runId).edit(edit);
    return this.current!;
  }

  stop(runId: string): SessionRun {
    this.#runOf(runId).stop("stopped by hand");
    return this.current!;
  }

  reset(runId: string): SessionRun {
    this.#runOf(runId).reset();
    return this.current!;
  }

  /** Adds users to the run that is under way, or starts per second; negative: takes some away. */
  adjust(by: number): void {
    this.#run?.started.run.adjust(by);
  }

  #begin(order: LoadOrder, conditions: PreparedRun["conditions"]): SessionRun {
    this.#failure = null;
    const started = startLoadTest(order, { ...conditions, onState: (state) => this.#heard(state) });
    const ended = started.ended.then(
      (result): RunOutcome => ({ result }),
      (error: unknown): RunOutcome => this.#fail(error),
    );
    const told = ended.then((outcome) => {
      this.#tell();
      this.#options.onEnd?.(outcome);
      return outcome;
    });
    this.#run = { started, ended: told };
    this.#tell();
    return this.current!;
  }

  /** The end is told once all is known of it. */
  #heard(state: RunState): void {
    if (state === "running" || state === "stopping") this.#tell();
  }

  #fail(error: unknown): RunOutcome {
    const { code, message, hint } = errorRecordOf(error);
    this.#failure = { code, message, hint: hint ?? null };
    return { error };
  }

  #tell(): void {
    this.#options.onState?.(this.current!);
  }

  #isUnderWay(): boolean {
    const state = this.#run?.started.run.state;
    return state === "starting" || state === "running" || state === "stopping";
  }

  #runOf(runId: string): StartedRun["run"] {
    const run = this.#run?.started.run;
    if (run?.head.id === runId && this.#isUnderWay()) return run;
    throw new KitError("PICKUP_RUN_OVER", `the run ${runId} is not under way`, {
      hint: "The page shows another run than the current one: load it anew.",
    });
  }
}

/** The exit code of an outcome. */
export function exitCodeOf(outcome: RunOutcome) {
  if ("result" in outcome) return outcome.result.verdict.exitCode;
  return outcome.error instanceof KitError ? outcome.error.exitCode : exitCodes.internal;
}

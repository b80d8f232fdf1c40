import { type LoadPlan, type Parts, peakUsersOf, type UsersPlan } from "../engine/index.ts";
import { AskedUsers, type LoadReport, type LoadShare, type Run } from "../loadtest/index.ts";
import {
  type HistoryMark,
  type RunHead,
  RunObservers,
  type RunState,
  type RunStanding,
  type Summary,
} from "../results/index.ts";
import { RunStatistics, StepStatistics } from "../stats/index.ts";
import type { Coordinator, WorkerLoss } from "../swarm/index.ts";
import { ThresholdWatch, type WatchedPlan } from "../verdict/index.ts";
import { EvidenceBook } from "../verification/index.ts";
import { conclusionOf } from "./conclusion.ts";
import { type LoadEdit, editedPlan } from "./load-edit.ts";
import type { LoadConditions, LoadOrder, LoadResult } from "./load-run.ts";
import { MaxFinder } from "./max-finder.ts";
import { targetAt } from "./target-at.ts";

/** What was done to a run by hand: nobody who takes it over could know it from its figures. */
export type RunNote =
  | { readonly kind: "edit"; readonly plan: LoadPlan; readonly text: string }
  | { readonly kind: "stop"; readonly why: string }
  | { readonly kind: "reset" };

/** One run of a load test: what is known of it so far, which its steps share, and what may be done to it meanwhile. */
export class LiveRun {
  readonly order: LoadOrder;
  readonly conditions: LoadConditions;
  readonly observers: RunObservers;
  readonly head: RunHead;
  readonly evidence = new EvidenceBook();
  readonly steps: StepStatistics;
  readonly finder: MaxFinder | null;
  plan: LoadPlan;
  statistics = new RunStatistics();
  watch: ThresholdWatch;
  opened = false;
  isSetUp = false;
  shared: unknown;
  coordinator: Coordinator<LoadShare, LoadReport> | undefined;
  startMs: number | undefined;
  endMs: number | undefined;
  /** Another process leads the run now: its results are none of ours. */
  isGivenUp = false;
  /** Answers that held another user's data and were counted before the statistics began anew: no reset excuses them. */
  earlierLeaks = 0;
  readonly asked: AskedUsers;
  result: LoadResult | undefined;
  readonly losses: (WorkerLoss & { readonly atSeconds: number })[] = [];
  #earlierProbes = 0;
  #state: RunState = "starting";

  constructor(order: LoadOrder, conditions: LoadConditions) {
    this.order = order;
    this.conditions = conditions;
    this.plan = order.plan;
    this.asked = new AskedUsers(order.input.asked?.slice());
    this.observers = new RunObservers(conditions.observers, conditions.clock);
    this.head = { ...order.head, workers: conditions.transport.workers };
    this.watch = this.#newWatch();
    this.steps = new StepStatistics(watchedPlanOf(order.plan).steps);
    this.finder = order.max === undefined ? null : new MaxFinder(order.max, order.thresholds, order.healthOf);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Probes that were given what they must not have, before a reset too. */
  get leakedProbes(): number {
    return this.statistics.probes.leaked + this.#earlierProbes;
  }

  /** Everything that was given to somebody it does not belong to. */
  get leaks(): number {
    const answers = this.statistics.total.outcomes.leak + this.evidence.total.reasons["other-user"];
    return answers + this.earlierLeaks + this.leakedProbes;
  }

  /** What the test's own `setup` and `teardown` are told. */
  get run(): Run {
    const { id, users } = this.head;
    return { id, host: this.order.input.host, users };
  }

  /** The most users that were or are wanted. */
  get peakUsers(): number {
    return this.finder === null ? peakUsersOf(this.plan) : this.head.users;
  }

  /** True when its results are complete. */
  get isConcluded(): boolean {
    return this.result !== undefined;
  }

  /** What it came to, or has come to so far; null before its load began. */
  get summary(): Summary | null {
    if (this.result !== undefined) return this.result.summary;
    return this.startMs === undefined ? null : conclusionOf(this, this.startMs, this.conditions.clock.now()).summary;
  }

  enter(state: RunState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.conditions.onState?.(state);
  }

  /** The users of a worker go on elsewhere; what it had counted since its last report is lost unless it comes back. */
  lose(loss: WorkerLoss): void {
    const second = Math.round(loss.atMs / 1000);
    this.losses.push({ ...loss, atSeconds: second });
    this.observers.mark({ second, kind: "worker-lost", text: `worker ${loss.id} is lost: ${loss.reason}` });
  }

  /** What was done by hand to the run while another process led it. */
  doAgain(note: RunNote): void {
    if (note.kind === "edit") this.#change(note.plan, note.text);
    else if (note.kind === "stop") this.stop(note.why);
    else this.reset();
  }

  /** Ends the load before its time, `why` in words; what is in flight may take as long as at its planned end. */
  stop(why: string): void {
    if (this.#state !== "starting" && this.#state !== "running") return;
    this.enter("stopping");
    if (this.startMs === undefined) return;
    this.mark("stop", why);
    this.watch.end();
    this.coordinator?.note({ kind: "stop", why } satisfies RunNote);
    this.coordinator?.stop(this.order.input.stopTimeoutMs);
  }

  /** Changes the load from now on. Throws `PICKUP_EDIT_REFUSED` (exit code 2) for what cannot be. */
  edit(edit: LoadEdit): void {
    const { plan, text } = editedPlan(edit, {
      plan: this.plan,
      atMs: this.#elapsedMs(),
      editable: this.#state === "running" ? this.head.editable : "nothing",
      mostUsers: this.order.dataset?.users ?? Number.POSITIVE_INFINITY,
      spawnRate: this.order.spawnRate,
    });
    this.coordinator!.note({ kind: "edit", plan, text } satisfies RunNote);
    this.#change(plan, text);
  }

  #change(plan: LoadPlan, text: string): void {
    this.retarget(plan);
    this.mark("edit", text);
  }

  /** Adds to what is wanted, users or starts per second; negative: takes away. Stays within what can be. */
  adjust(by: number): void {
    const { editable } = this.head;
    if (this.#state !== "running" || editable === "nothing") return;
    const most = editable === "users" ? this.order.dataset?.users : undefined;
    const wanted = Math.min(most ?? Number.POSITIVE_INFINITY, Math.max(0, lastLevelOf(this.plan) + by));
    this.edit(editable === "users" ? { users: wanted } : { arrivalRate: wanted });
  }

  /** Begins the statistics anew with the next whole second. */
  reset(): void {
    if (this.#state !== "running" || this.finder !== null) return;
    this.coordinator?.note({ kind: "reset" } satisfies RunNote);
    this.earlierLeaks += this.statistics.total.outcomes.leak;
    this.#earlierProbes += this.statistics.probes.leaked;
    const firstSecond = Math.max(this.statistics.second + 1, Math.ceil(this.order.warmUpMs / 1000));
    this.statistics = new RunStatistics(firstSecond);
    this.watch = this.#newWatch();
    this.observers.mark({ second: firstSecond, kind: "reset", text: "statistics begin anew" });
  }

  /** Hands every worker its share of a changed plan. */
  retarget(plan: LoadPlan): void {
    this.plan = plan;
    this.coordinator?.retarget(shareOf(plan));
  }

  mark(kind: HistoryMark["kind"], text: string): void {
    this.observers.mark({ second: Math.round(this.#elapsedMs() / 1000), kind, text });
  }

  /** How the run stands at the end of a second. */
  standingAt(second: number): RunStanding {
    return {
      thresholds: this.finder === null ? this.watch.resultsOf(this.statistics) : [],
      target: targetAt(this.plan, second),
    };
  }

  #elapsedMs(): number {
    // What is told again of a run that was taken over happened after the second before it.
    if (this.coordinator === undefined && this.startMs !== undefined) return (this.statistics.second + 1) * 1000;
    return Math.max(0, this.conditions.clock.now() - (this.startMs ?? this.conditions.clock.now()));
  }

  #newWatch(): ThresholdWatch {
    return new ThresholdWatch(this.order.thresholds, watchedPlanOf(this.order.plan));
  }
}

/** A worker's share of a plan. */
export function shareOf(plan: LoadPlan): (parts: Parts) => LoadShare {
  return (parts) => ({ plan, parts });
}

/** What a plan comes to in the end, users or starts per second. */
function lastLevelOf(plan: LoadPlan): number {
  return plan.kind === "each-once" ? 0 : (plan.stages.at(-1)?.to ?? 0);
}

function watchedPlanOf(plan: LoadPlan): WatchedPlan & Pick<UsersPlan, "steps"> {
  return plan.kind === "each-once" ? { steps: [], endMs: Number.POSITIVE_INFINITY } : plan;
}

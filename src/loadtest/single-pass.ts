import { setImmediate as oneTurn } from "node:timers/promises";
import { eachOncePlan, type Group, leavesOf, type Performer, type Role, WorkerRun } from "../engine/index.ts";
import { type Clock, KitError, RandomStream, seedKeyOf } from "../ground/index.ts";
import type { Sample } from "../http/index.ts";
import { type ErrorCount, type FailureSample, RunStatistics, TickRecorder } from "../stats/index.ts";
import { TokenPool, tokenSource } from "../tokens/index.ts";
import { type Evidence, EvidenceCollector } from "../verification/index.ts";
import { castOf, type PlayedRole } from "./cast.ts";
import type { Dataset } from "./define.ts";
import { ledgerOf } from "./ledger-of.ts";
import type { LoadInput } from "./load-input.ts";
import { randomDomain } from "./random-domain.ts";
import { countStrayErrors } from "./stray-errors.ts";
import type { AnyLoadTest } from "./test-file.ts";
import { truthOf } from "./truth-of.ts";
import { type AnyUser, playedTypes } from "./user-types.ts";

/** The user of a pass, and the name of the user type that it is played as. */
export interface PassUser {
  readonly id: string;
  readonly type: string;
}

/** Who follows one user through its tasks, everything as it happens. What it is shown holds no secret. */
export interface PassWatch {
  /** The user begins a task, its `onStart` or its `onStop`. */
  began(task: string, user: PassUser): void;
  /** A request, or what was measured, is over; `timings` only of HTTP, `stack` only of a measured act that threw. */
  asked(sample: FailureSample, more: Pick<Sample, "timings" | "stack">): void;
  /** What the task threw, or said too late. */
  failed(error: ErrorCount): void;
}

export interface PassOrder {
  readonly input: LoadInput;
  readonly dataset: Dataset<unknown> | null;
  /** Index of the user. */
  readonly user: number;
  /** The only task to run, or group of tasks; null: all of them, in the order in which they were written. */
  readonly task: string | null;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly watch: PassWatch;
}

/** What one pass of one user came to. */
export interface PassResult {
  readonly statistics: RunStatistics;
  readonly evidence: Evidence;
  /** Answers with status 401 that the test had not expected. */
  readonly refused: number;
}

/**
 * Plays one user once through its tasks, as each of the test's user types, in this thread, by the very users that a load
 * is made of. Throws `PICKUP_TASK_UNKNOWN` (exit code 2).
 */
export async function singlePass(test: AnyLoadTest, order: PassOrder): Promise<PassResult> {
  const { input, clock, watch } = order;
  const seed = seedKeyOf(input.seed);
  const recorder = new TickRecorder("pass", clock);
  const random = new RandomStream(seed, 0, randomDomain.tokens);
  const tokens = new TokenPool(tokenSource(input.tokens, clock, input.http), {
    clock,
    random,
    recorder: recorder.tokens,
  });
  const truth = truthOf(test, input);
  const ledger = truth === null ? null : ledgerOf({ input, truth, worker: "pass", clock, book: recorder.writes });
  const pass = new Pass(recorder, watch);
  const leaveOff = countStrayErrors(recorder);
  try {
    const evidence = new EvidenceCollector();
    const shared = { dataset: order.dataset, recorder, evidence, tokens, truth, ledger, isolation: null, clock };
    for (const { name, tasks } of typesWith(test, order)) {
      let role: PlayedRole;
      const cast = castOf(
        pass.listening(test, () => role.performer),
        {
          ...shared,
          input: { ...input, userTypes: [name] },
        },
      );
      await playOnce(order, () => pass.followed((role = cast(order.user)), tasks, name));
    }
    await oneTurn(); // a promise that nobody waited for is rejected by then
    pass.close();
    return { statistics: pass.statistics, evidence: evidence.take(), refused: pass.refused };
  } finally {
    leaveOff();
    tokens.close();
    ledger?.close();
  }
}

/** The user types that are played, each with the tasks that are wanted of it. */
function typesWith(test: AnyLoadTest, { input, task }: PassOrder) {
  const types = playedTypes(test, input.tags, input.userTypes, input.writes).map(({ name, tasks }) => {
    return { name, tasks: leavesOf(tasks) };
  });
  if (task === null) return types;
  const wanted = types.map(({ name, tasks }) => ({ name, tasks: tasks.filter((leaf) => isIn(leaf.name, task)) }));
  const left = wanted.filter(({ tasks }) => tasks.length > 0);
  if (left.length > 0) return left;
  const known = [...new Set(types.flatMap(({ tasks }) => tasks.map(({ name }) => name)))];
  throw new KitError("PICKUP_TASK_UNKNOWN", `the test has no task ${task}`, {
    hint: `Its tasks are ${known.join(", ")}; those that write are among them only with --writes 50%.`,
  });
}

function isIn(name: string, task: string): boolean {
  return name === task || name.startsWith(`${task}/`);
}

async function playOnce({ input, clock, interrupted }: PassOrder, cast: () => Role<AnyUser>): Promise<void> {
  const run = new WorkerRun({
    plan: eachOncePlan(1, 1, 1),
    slice: { index: 0, of: 1 },
    users: 1,
    stopTimeoutMs: input.stopTimeoutMs,
    clock,
    cast,
    pick: "fresh",
    random: new RandomStream(seedKeyOf(input.seed), 0, randomDomain.picks),
    missed: () => undefined,
  });
  const stop = () => run.stop(0);
  interrupted.addEventListener("abort", stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    await run.run(clock.now());
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}

/** Hears of all that happens in a pass, by the events of the test and from around every act, and tells the watch. */
class Pass {
  readonly statistics = new RunStatistics();
  refused = 0;
  readonly #recorder: TickRecorder;
  readonly #watch: PassWatch;

  constructor(recorder: TickRecorder, watch: PassWatch) {
    this.#recorder = recorder;
    this.#watch = watch;
  }

  /** The test with somebody who listens to its requests before its own listener does. */
  listening(test: AnyLoadTest, player: () => PlayedRole["performer"]): AnyLoadTest {
    const { request } = test.events ?? {};
    return {
      ...test,
      events: {
        ...test.events,
        request: (sample, user) => {
          if (sample.status === 401 && sample.outcome !== "ok") this.refused++;
          this.#watch.asked(player().shown(sample), sample);
          return request?.(sample, user);
        },
      },
    };
  }

  /** The user with some tasks in their order, each followed. */
  followed(
    { performer, behaviour, random }: PlayedRole,
    tasks: Group<AnyUser>["children"],
    type: string,
  ): Role<AnyUser> {
    const inOrder: Group<AnyUser> = { kind: "sequence", name: "", weight: 1, children: tasks, totalWeight: 1 };
    const followed: Performer<AnyUser> = {
      perform: async (act, dueMs, nowMs, task) => {
        this.#watch.began(task, { id: performer.id, type });
        await performer.perform(act, dueMs, nowMs, task);
        this.close();
      },
      abort: () => performer.abort(),
      close: () => performer.close(),
    };
    return { performer: followed, behaviour: { ...behaviour, tasks: inOrder }, random };
  }

  /** Tells of the errors since the last time, and counts what was done. */
  close(): void {
    const tick = this.#recorder.take(this.statistics.second + 1);
    this.statistics.add(tick);
    for (const error of tick.errors) if (error.kind !== "request") this.#watch.failed(error);
  }
}

import { type Clock, type ExitCode, exitCodes, KitError, plural } from "../ground/index.ts";
import { type Dataset, type PassResult, type PassWatch, singlePass } from "../loadtest/index.ts";
import { healthyGenerator, type Verdict, verdictOf } from "../verdict/index.ts";
import { askForTokenOf, reachApi, requireExpectation } from "./first-checks.ts";
import { explanationOf } from "./explanation-of.ts";
import type { LoadOrder } from "./load-run.ts";
import { sharedOf } from "./shared-value.ts";
import { type ClosingStep, runSteps, type Step } from "./steps.ts";
import { tearDown } from "./tear-down.ts";

/** One user and what it is to do, before a load of many. */
export interface UserTrial {
  readonly order: LoadOrder;
  /** Null: the first user. */
  readonly userId: string | null;
  /** The only task, or group of tasks, to run; null: all. */
  readonly task: string | null;
  readonly watch: PassWatch;
  readonly conditions: { readonly clock: Clock; readonly interrupted: AbortSignal };
}

export interface TrialResult extends Omit<PassResult, "refused"> {
  readonly verdict: Pick<Verdict, "verdict" | "exitCode" | "reasons">;
  readonly explanation: string | null;
}

interface TrialState extends UserTrial {
  user: number;
  shared: unknown;
  isSetUp: boolean;
  pass: PassResult | undefined;
}

/**
 * Plays one user once through its tasks and says what came of it. Any failure fails it, whatever the thresholds of the
 * test allow. Throws as a run does, and `PICKUP_USER_UNKNOWN` and `PICKUP_TASK_UNKNOWN` (exit code 2).
 */
export async function tryUser(trial: UserTrial): Promise<TrialResult> {
  const state: TrialState = { ...trial, user: 0, shared: undefined, isSetUp: false, pass: undefined };
  const { order, conditions } = trial;
  const startMs = conditions.clock.now();
  try {
    await runSteps(steps, closingSteps, state);
  } finally {
    order.dataset?.close?.();
  }
  const { statistics, evidence, refused } = state.pass!;
  const { aborted, reason } = conditions.interrupted;
  const verdict = verdictOf({
    statistics,
    durationSeconds: (conditions.clock.now() - startMs) / 1000,
    thresholds: [],
    generator: healthyGenerator,
    foreignAnswers: evidence.reasons["other-user"],
    interruptedBy: aborted ? (reason as "SIGINT" | "SIGTERM") : null,
  });
  const explanation = explanationOf(order, evidence);
  return { statistics, evidence, explanation, verdict: refused === 0 ? verdict : withRefusal(verdict, refused) };
}

const steps: readonly Step<TrialState>[] = [
  { name: "find the user", run: findUser },
  { name: "check that something is owed", run: requireExpectation },
  { name: "reach the API", run: reachApi },
  { name: "ask for the user's token", run: (state) => askForTokenOf(state.user, state) },
  { name: "set up the test", run: setUp },
  { name: "play the user", run: play },
];

const closingSteps: readonly ClosingStep<TrialState>[] = [
  { name: "tear down the test", isDue: ({ isSetUp }) => isSetUp, run: undoSetUp },
];

function findUser(state: TrialState): void {
  if (state.userId !== null) state.user = indexOf(state.userId, state.order.dataset);
}

function indexOf(userId: string, dataset: Dataset<unknown> | null): number {
  if (dataset === null) {
    const number = /^user-(0|[1-9]\d{0,14})$/.exec(userId)?.[1];
    if (number !== undefined) return Number(number);
    throw unknownUser(userId, "This load test has no dataset: its users are user-0, user-1, and so on.");
  }
  const index = dataset.indexOf === undefined ? searched(userId, dataset) : dataset.indexOf(userId);
  if (index >= 0) return index;
  const some = Array.from({ length: Math.min(3, dataset.users) }, (_, user) => dataset.idOf(user));
  throw unknownUser(
    userId,
    `The first of its users are ${some.join(", ")}; without --user-id the first one is played.`,
  );
}

function searched(userId: string, dataset: Dataset<unknown>): number {
  for (let index = 0; index < dataset.users; index++) if (dataset.idOf(index) === userId) return index;
  return -1;
}

function unknownUser(userId: string, hint: string): KitError {
  return new KitError("PICKUP_USER_UNKNOWN", `the dataset has no user ${JSON.stringify(userId)}`, { hint });
}

async function setUp(state: TrialState): Promise<void> {
  const { test, input } = state.order;
  state.shared = await sharedOf(test, runOf(state), input.testFile);
  state.isSetUp = true;
}

async function undoSetUp(state: TrialState): Promise<void> {
  const { test, input } = state.order;
  await tearDown(test, runOf(state), state.shared, input.testFile);
}

function runOf({ order: { head, input } }: TrialState) {
  return { id: head.id, host: input.host, users: 1 };
}

async function play(state: TrialState): Promise<void> {
  const { order, conditions, user, shared, task, watch } = state;
  const { test, dataset } = order;
  const input = { ...order.input, shared };
  state.pass = await singlePass(test, { ...conditions, input, dataset, user, task, watch });
}

/** A token that the API does not take is what to mend first; only a leak weighs more. */
function withRefusal({ exitCode, reasons }: Verdict, refused: number): TrialResult["verdict"] {
  const first = `The API refused the token (status 401, ${plural(refused, "time")}).`;
  const code: ExitCode = exitCode === exitCodes.leak ? exitCode : exitCodes.credentials;
  return { verdict: "failed", exitCode: code, reasons: [first, ...reasons] };
}

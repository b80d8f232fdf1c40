import { pickupDataset } from "../dataset/index.ts";
import { type Behaviour, type Role, taskTree, type Wait, WorkerRun } from "../engine/index.ts";
import { type Clock, RandomStream, seedKeyOf } from "../ground/index.ts";
import { type Tick, TickRecorder } from "../stats/index.ts";
import type { Job, JobFactory } from "../swarm/index.ts";
import { TokenPool, tokenSource } from "../tokens/index.ts";
import { type Evidence, EvidenceCollector, Verifier } from "../verification/index.ts";
import { AnswerVerification } from "./answer-verification.ts";
import { clientOptionsOf } from "./client-options.ts";
import type { Dataset, UserType } from "./define.ts";
import type { LoadInput, LoadShare } from "./load-input.ts";
import { resolveOwnName } from "./self-import.ts";
import { type AnyLoadTest, loadTestFile } from "./test-file.ts";
import { LoadUser, type User } from "./user.ts";
import { userTypeChoice } from "./user-type-choice.ts";
import { WorkerPulse } from "./worker-pulse.ts";

type AnyUser = User<unknown, unknown>;

/** What one worker reports of one second. */
export interface LoadReport {
  readonly tick: Tick;
  readonly evidence: Evidence;
}

/** A test file as a job: virtual users on this worker, a report of counters, histograms and evidence each second. */
export const loadJob: JobFactory<LoadInput, LoadShare, LoadReport> = async (context) => {
  const { input, share, worker, clock } = context;
  resolveOwnName();
  const test = await loadTestFile(input.testFile);
  const recorder = new TickRecorder(`thread-${worker}`, clock);
  const evidence = new EvidenceCollector();
  const tokens = new TokenPool(tokenSource(input.tokens, clock), {
    clock,
    random: new RandomStream(seedKeyOf(input.seed), worker, randomDomain.tokens),
    recorder: recorder.tokens,
  });
  const dataset = datasetOf(test, input);
  const cast = castOf(test, { input, dataset, recorder, evidence, tokens, clock });
  const users = dataset?.users ?? Number.POSITIVE_INFINITY;
  const run = new WorkerRun({
    ...share,
    users,
    stopTimeoutMs: input.stopTimeoutMs,
    clock,
    cast,
    pick: input.pick,
    random: new RandomStream(seedKeyOf(input.seed), worker, randomDomain.picks),
    missed: (starts) => recorder.missed(starts),
  });
  return loadTestRun({ run, recorder, evidence, tokens, pulse: new WorkerPulse(recorder, clock) });
};

/** Streams of random numbers that must not be the same though seed and number are. */
const randomDomain = { users: 0, tokens: 1, picks: 2 };

interface RunParts {
  readonly run: WorkerRun<AnyUser>;
  readonly recorder: TickRecorder;
  readonly evidence: EvidenceCollector;
  readonly tokens: TokenPool;
  readonly pulse: WorkerPulse;
}

function loadTestRun({ run, recorder, evidence, tokens, pulse }: RunParts): Job<LoadShare, LoadReport> {
  return {
    async run(startMs) {
      pulse.start();
      try {
        await run.run(startMs);
      } finally {
        pulse.stop();
        tokens.close();
      }
    },
    stop: (graceMs) => run.stop(graceMs),
    retarget: ({ plan }) => run.retarget(plan),
    report(second) {
      pulse.take(run.activeUsers);
      return { tick: recorder.take(second), evidence: evidence.take() };
    },
  };
}

interface CastParts {
  readonly input: LoadInput;
  readonly dataset: Dataset<unknown> | null;
  readonly recorder: TickRecorder;
  readonly evidence: EvidenceCollector;
  readonly tokens: TokenPool;
  readonly clock: Clock;
}

/** Makes, for a user of the dataset, the virtual user that plays it. */
function castOf(test: AnyLoadTest, parts: CastParts): (index: number) => Role<AnyUser> {
  const { input, dataset, recorder, evidence, tokens, clock } = parts;
  const verifier = input.config === null ? null : new Verifier(pickupDataset(input.config), input.settings);
  const verification = new AnswerVerification({ verifier, evidence, recorder, clock });
  const typeOf = userTypeChoice(Object.values(test.users).map(prepared));
  const seed = seedKeyOf(input.seed);
  const clientOf = clientOptionsOf(input, clock);
  return (index) => {
    const { type, tasks } = typeOf(index);
    const id = dataset?.idOf(index) ?? `user-${index}`;
    const random = new RandomStream(seed, index, randomDomain.users);
    const user = new LoadUser<unknown, unknown>({
      index,
      id,
      dataset,
      token: () => tokens.tokenOf(id),
      rejected: (token) => tokens.invalidate(id, token),
      bearer: type.bearer,
      client: clientOf(type),
      verification,
      shared: input.shared,
      random,
      clock,
      recorder,
    });
    return { performer: user, behaviour: behaviourOf(type, tasks, user), random };
  };
}

/** The users of a test: its own dataset, else those of the config, else null: as many as wanted, nameless. */
export function datasetOf(test: AnyLoadTest, input: Pick<LoadInput, "config">): Dataset<unknown> | null {
  return test.dataset ?? (input.config === null ? null : pickupDataset(input.config));
}

function prepared(type: UserType<AnyUser>) {
  return { type, tasks: taskTree(type.tasks), weight: type.weight ?? 1 };
}

function behaviourOf(type: UserType<AnyUser>, tasks: Behaviour<AnyUser>["tasks"], user: AnyUser): Behaviour<AnyUser> {
  const { wait, onStart, onStop } = type;
  return {
    tasks,
    wait: typeof wait === "function" ? ownWait(wait, user) : wait,
    ...(onStart === undefined ? {} : { onStart }),
    ...(onStop === undefined ? {} : { onStop }),
  };
}

function ownWait(seconds: (user: AnyUser) => number, user: AnyUser): Wait {
  return { nextDueMs: (_previousDueMs, nowMs) => nowMs + Math.max(0, seconds(user)) * 1000 };
}

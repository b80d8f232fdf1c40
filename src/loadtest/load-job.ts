import { PartedRun } from "../engine/index.ts";
import { RandomStream, seedKeyOf } from "../ground/index.ts";
import { SpareChannels } from "../http/index.ts";
import { packTick, TickRecorder } from "../stats/index.ts";
import type { Job, JobFactory } from "../swarm/index.ts";
import { TokenPool, tokenSource } from "../tokens/index.ts";
import { type Evidence, EvidenceCollector } from "../verification/index.ts";
import { AskedUsers } from "./asked-users.ts";
import { castOf } from "./cast.ts";
import { datasetOf } from "./dataset-of.ts";
import type { Dataset } from "./define.ts";
import type { Isolation } from "./isolation.ts";
import { isolationOf } from "./isolation-of.ts";
import { ledgerOf, type RunLedger } from "./ledger-of.ts";
import type { LoadInput, LoadShare } from "./load-input.ts";
import { randomDomain } from "./random-domain.ts";
import { rehearse, wantsRehearsal } from "./rehearsal.ts";
import { resolveOwnName } from "./self-import.ts";
import { countStrayErrors } from "./stray-errors.ts";
import { loadTestFile } from "./test-file.ts";
import { truthOf } from "./truth-of.ts";
import type { AnyUser } from "./user-types.ts";
import { WorkerPulse } from "./worker-pulse.ts";

/** What one worker reports of one second. */
export interface LoadReport {
  /** A tick; see `packTick`. */
  readonly tick: Uint8Array;
  readonly evidence: Evidence;
  /** Whose answers were checked, in a pass over the users. */
  readonly asked: readonly number[];
}

/** A test file as a job: virtual users on this worker, a report of counters, histograms and evidence each second. */
export const loadJob: JobFactory<LoadInput, LoadShare, LoadReport> = async (context) => {
  const { input, share, worker, id, clock, lease, board } = context;
  resolveOwnName();
  const test = await loadTestFile(input.testFile);
  const recorder = new TickRecorder(id, clock);
  const isPass = share.plan.kind === "each-once";
  const evidence = new EvidenceCollector(isPass);
  const spares = isPass ? new SpareChannels() : undefined;
  const seed = seedKeyOf(input.seed);
  const tokens = new TokenPool(tokenSource(input.tokens, clock, input.http), {
    clock,
    random: new RandomStream(seed, worker, randomDomain.tokens),
    recorder: recorder.tokens,
  });
  const dataset = datasetOf(test, input);
  const truth = truthOf(test, input);
  const ledger = truth === null ? null : ledgerOf({ input, truth, worker: id, clock, book: recorder.writes, board });
  const isolation = isolationOf(test, { input, worker, dataset, truth, ledger, recorder, clock });
  const asked = input.asked === null ? null : new AskedUsers(input.asked);
  const { held, of } = share.parts;
  if (wantsRehearsal(share.plan, held.length / of)) await rehearse(input, tokens, clock);
  const run = new PartedRun({
    ...share,
    users: dataset?.users ?? Number.POSITIVE_INFINITY,
    stopTimeoutMs: input.stopTimeoutMs,
    clock,
    cast: castOf(test, { input, dataset, recorder, evidence, tokens, truth, ledger, isolation, clock, lease, spares }),
    pick: input.pick,
    randomOf: (part) => new RandomStream(seed, part, randomDomain.picks),
    ...(asked === null ? {} : { skips: (user: number) => asked.has(user) }),
    missed: (starts) => recorder.missed(starts),
  });
  const pulse = new WorkerPulse(recorder, clock, input.http.localAddresses?.length || 1);
  return loadTestRun({ run, dataset, ledger, isolation, spares, recorder, evidence, tokens, pulse });
};

interface RunParts {
  readonly run: PartedRun<AnyUser>;
  readonly dataset: Dataset<unknown> | null;
  readonly ledger: RunLedger | null;
  readonly isolation: Isolation | null;
  readonly spares: SpareChannels | undefined;
  readonly recorder: TickRecorder;
  readonly evidence: EvidenceCollector;
  readonly tokens: TokenPool;
  readonly pulse: WorkerPulse;
}

function loadTestRun({
  run,
  dataset,
  ledger,
  isolation,
  spares,
  recorder,
  evidence,
  tokens,
  pulse,
}: RunParts): Job<LoadShare, LoadReport> {
  return {
    async run(startMs) {
      // For the rest of the thread's life: a timer may throw while the last report is on its way.
      countStrayErrors(recorder);
      pulse.start();
      try {
        await run.run(startMs);
      } finally {
        await isolation?.close();
        pulse.stop();
        spares?.close();
        tokens.close();
        dataset?.close?.();
        ledger?.close();
      }
    },
    stop: (graceMs) => run.stop(graceMs),
    retarget: ({ plan, parts }) => run.retarget(plan, parts),
    suspend: () => run.suspend(),
    resume: () => run.resume(),
    report(second) {
      pulse.take(run.activeUsers);
      return { tick: packTick(recorder.take(second)), evidence: evidence.take(), asked: evidence.takeAsked() };
    },
  };
}

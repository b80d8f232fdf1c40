import { eachOncePlan, type LoadPlan, WorkerRun } from "../../src/engine/index.ts";
import { RandomStream, seedKeyOf, systemClock } from "../../src/ground/index.ts";
import type { AnyLoadTest, LoadInput, LoadTest } from "../../src/loadtest/index.ts";
import { castOf } from "../../src/loadtest/cast.ts";
import { datasetOf } from "../../src/loadtest/dataset-of.ts";
import { isolationOf } from "../../src/loadtest/isolation-of.ts";
import { ledgerOf } from "../../src/loadtest/ledger-of.ts";
import { truthOf } from "../../src/loadtest/truth-of.ts";
import { type ErrorCount, type Tick, TickRecorder } from "../../src/stats/index.ts";
import { TokenPool, type TokenSource } from "../../src/tokens/index.ts";
import { type Evidence, EvidenceCollector } from "../../src/verification/index.ts";

const noTokens: TokenSource = { fetch: () => Promise.resolve({ value: "", expiresAtMs: null }) };

/** What a worker is told of a run against `host`, where a test says nothing else. */
export function loadInput(host: string, given: Partial<LoadInput> = {}): LoadInput {
  return {
    runId: "run-1",
    testFile: "file:///nowhere/load-test.ts",
    host,
    userAgent: "pickup-load-test/test",
    seed: "seed",
    config: null,
    settings: {},
    tokens: { kind: "none" },
    http: {
      requestTimeoutMs: 5000,
      connectTimeoutMs: 5000,
      maxBodyBytes: 1_000_000,
      keptBodyBytes: 1_000_000,
      maxRedirects: 5,
      tls: {},
    },
    stopTimeoutMs: 5000,
    pick: "fresh",
    traceSample: 0,
    tags: { only: [], except: [] },
    userTypes: null,
    rowIndex: null,
    writes: 0,
    isolation: 0,
    visibleWithinMs: 0,
    ledger: null,
    asked: null,
    shared: undefined,
    ...given,
  };
}

export interface PlayRequest {
  readonly input: LoadInput;
  readonly plan?: LoadPlan;
  readonly tokens?: TokenSource;
}

export interface Played {
  readonly tick: Tick;
  readonly evidence: Evidence;
  readonly errors: readonly Pick<ErrorCount, "code" | "message" | "endpoint" | "count">[];
}

/** Runs a load test with real requests in this thread; without another plan one user goes once through its tasks. */
export async function play<Row, Shared>(
  test: LoadTest<Row, Shared>,
  { input, plan = eachOncePlan(1, 1, 1), tokens: source = noTokens }: PlayRequest,
): Promise<Played> {
  const played = test as unknown as AnyLoadTest;
  const clock = systemClock;
  const recorder = new TickRecorder("thread-0", clock);
  const evidence = new EvidenceCollector();
  const random = new RandomStream(seedKeyOf("play"), 0);
  const tokens = new TokenPool(source, { clock, random, recorder: recorder.tokens });
  const dataset = datasetOf(played, input);
  const truth = truthOf(played, input);
  const ledger = truth === null ? null : ledgerOf({ input, truth, worker: "thread-0", clock, book: recorder.writes });
  const isolation = isolationOf(played, { input, worker: 0, dataset, truth, ledger, recorder, clock });
  const run = new WorkerRun({
    plan,
    slice: { index: 0, of: 1 },
    users: dataset?.users ?? Number.POSITIVE_INFINITY,
    stopTimeoutMs: input.stopTimeoutMs,
    clock,
    cast: castOf(played, { input, dataset, recorder, evidence, tokens, truth, ledger, isolation, clock }),
    pick: "fresh",
    random,
    missed: (starts) => recorder.missed(starts),
  });
  await run.run(clock.now());
  await isolation?.close();
  tokens.close();
  dataset?.close?.();
  const tick = recorder.take(0);
  const errors = tick.errors.map(({ code, message, endpoint, count }) => ({ code, message, endpoint, count }));
  return { tick, evidence: evidence.take(), errors };
}

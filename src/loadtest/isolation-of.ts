import { type Clock, RandomStream, seedKeyOf } from "../ground/index.ts";
import type { TickRecorder } from "../stats/index.ts";
import { ForgedTokens } from "../tokens/index.ts";
import { type Truth, truthWithWrites } from "../verification/index.ts";
import { clientOptionsOf } from "./client-options.ts";
import type { Dataset } from "./define.ts";
import { Isolation } from "./isolation.ts";
import type { RunLedger } from "./ledger-of.ts";
import type { LoadInput } from "./load-input.ts";
import { randomDomain } from "./random-domain.ts";
import type { AnyLoadTest } from "./test-file.ts";

export interface IsolationOrder {
  readonly input: LoadInput;
  readonly worker: number;
  readonly dataset: Dataset<unknown> | null;
  readonly truth: Truth | null;
  readonly ledger: RunLedger | null;
  readonly recorder: TickRecorder;
  readonly clock: Clock;
}

/** The probes of one worker, which go out as the requests of the test's first user type do; null: none are wanted. */
export function isolationOf(test: AnyLoadTest, order: IsolationOrder): Isolation | null {
  const { input, worker, dataset, truth, ledger, recorder, clock } = order;
  if (input.isolation === 0) return null;
  return new Isolation({
    share: input.isolation,
    probes: test.isolation,
    dataset,
    truth: truth === null || ledger === null ? truth : truthWithWrites(truth, ledger.writes),
    ledger: ledger?.writes ?? null,
    client: clientOptionsOf(input, clock)(Object.values(test.users)[0]!),
    forged: new ForgedTokens(input.tokens, clock),
    recorder,
    clock,
    random: new RandomStream(seedKeyOf(input.seed), worker, randomDomain.probes),
  });
}

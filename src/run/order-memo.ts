import { basename, join } from "node:path";
import { datasetOf, loadTestFile, type LoadInput } from "../loadtest/index.ts";
import { loadNats, type NatsSettings } from "../swarm/index.ts";
import { generatorHealthOf } from "../verdict/index.ts";
import type { LoadOrder } from "./load-run.ts";
import { localInput } from "./travel.ts";

/** How the work of a run was cut, which must stay as it was. */
export interface Cut {
  readonly machines: number;
  readonly parts: number;
}

/** What a coordinator that takes a run over must know beside the input of its job; structured-cloneable. */
export type OrderMemo = Cut & Omit<LoadOrder, "test" | "dataset" | "input" | "healthOf" | "takenOver">;

export function orderMemoOf(order: LoadOrder, cut: Cut): OrderMemo {
  const { test: _test, dataset: _dataset, input: _input, healthOf: _healthOf, ...rest } = order;
  return { ...rest, ...cut };
}

export interface LeftOrder {
  readonly order: LoadOrder;
  readonly cut: Cut;
}

/**
 * The order of a run that another coordinator began; what it reads is put into `home`, as `.pickup` is. Throws `PICKUP_NATS_NO_RUN` and
 * `PICKUP_RUN_NOT_BEGUN` (exit code 2).
 */
export async function leftOrder(settings: NatsSettings, runId: string, home: string): Promise<LeftOrder> {
  const folder = join(home, "taken-over", runId);
  const { leftRun } = await loadNats();
  const left = await leftRun(settings, runId, folder);
  const { machines, parts, ...rest } = left.memo as OrderMemo;
  const { shared, ...received } = localInput(left.input as LoadInput, folder);
  const { ledger } = received;
  const input = { ...received, ledger: ledger === null ? null : join(home, basename(ledger)) };
  const test = await loadTestFile(input.testFile);
  const order = { ...rest, test, input, dataset: datasetOf(test, input), healthOf: generatorHealthOf };
  return { order: { ...order, takenOver: { shared } }, cut: { machines, parts } };
}

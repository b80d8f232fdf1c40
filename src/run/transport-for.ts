import { type Clock, KitError } from "../ground/index.ts";
import type { LoadInput } from "../loadtest/index.ts";
import { type NatsSettings, natsTransport, partsFor, type Transport } from "../swarm/index.ts";
import type { LoadOrder } from "./load-run.ts";
import { type Cut, orderMemoOf } from "./order-memo.ts";
import { filesOf, packedInput } from "./travel.ts";
import { localWorkers } from "./worker-threads.ts";

export interface WorkerRequest {
  /** Null: threads of this process. */
  readonly nats: NatsSettings | null;
  /** Threads of this process; undefined: one per core. */
  readonly threads: number | undefined;
  /** There is no use for more threads, or for smaller parts. */
  readonly mostUsers: number;
  /** Machines to wait for. */
  readonly machines: number;
  readonly maxBytes: number;
  /** How the work was cut when another coordinator began the run; null: it begins here. */
  readonly cut: Cut | null;
  readonly version: string;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly notice: (text: string) => void;
}

/**
 * Who carries an order: this machine's threads, or machines that NATS joins. Throws `PICKUP_WRITES_ONE_MACHINE` (exit
 * code 2): a user's writes are known only to the machine that made them.
 */
export async function transportFor(order: LoadOrder, request: WorkerRequest): Promise<Transport> {
  const { nats, threads, mostUsers, machines, cut: earlier, ...gathering } = request;
  if (nats === null) return localWorkers(threads, mostUsers);
  if (order.input.writes > 0) {
    throw new KitError("PICKUP_WRITES_ONE_MACHINE", "a run with --writes cannot be spread over machines", {
      hint: "Leave out --writes or --nats: what a user wrote does not follow it to another machine yet.",
    });
  }
  const cut = earlier ?? { machines, parts: partsFor(machines, mostUsers) };
  return natsTransport({
    ...gathering,
    ...cut,
    settings: nats,
    runId: order.head.id,
    files: earlier === null ? await filesOf(order.input) : new Map(),
    memo: earlier === null ? orderMemoOf(order, cut) : null,
    pack: (input) => packedInput(input as LoadInput),
  });
}

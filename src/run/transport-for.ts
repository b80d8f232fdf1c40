import type { Clock } from "../ground/index.ts";
import type { LoadInput } from "../loadtest/index.ts";
import { newRunId } from "../results/index.ts";
import { loadNats, type NatsSettings, partsFor, type Transport } from "../swarm/index.ts";
import type { LoadOrder } from "./load-run.ts";
import { LedgerFile } from "../verification/index.ts";
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

/** Who carries an order: this machine's threads, or machines that NATS joins. */
export async function transportFor(order: LoadOrder, request: WorkerRequest): Promise<Transport> {
  const { nats, threads, mostUsers, machines, cut: earlier, ...gathering } = request;
  if (nats === null) return localWorkers(threads, mostUsers);
  const cut = earlier ?? { machines, parts: partsFor(machines, mostUsers) };
  const { natsTransport } = await loadNats();
  return natsTransport({
    ...gathering,
    ...cut,
    settings: nats,
    runId: order.head.id,
    files: earlier === null ? await filesOf(order.input) : new Map(),
    memo: earlier === null ? orderMemoOf(order, cut) : null,
    onLine: linesInto(order.input.ledger, request.clock),
    pack: (input) => packedInput(input as LoadInput),
  });
}

export interface MachinesRequest extends Omit<WorkerRequest, "nats" | "threads" | "mostUsers" | "cut"> {
  readonly nats: NatsSettings;
  /** The work that they are for. */
  readonly job: "seed" | "tokens";
  /** Into more parts the work need not be cut. */
  readonly users: number;
}

/** The machines that carry work whose parts can be begun anew by any other process. */
export async function machineTransport({ nats, job, users, ...gathering }: MachinesRequest): Promise<Transport> {
  const { natsTransport } = await loadNats();
  return natsTransport({
    ...gathering,
    settings: nats,
    parts: partsFor(gathering.machines, users),
    runId: newRunId(gathering.clock.wallNow(), Math.random),
    files: new Map(),
    memo: { job },
    onLine: () => undefined,
    pack: (input) => input,
  });
}

/** What users wrote on other machines is kept here for the runs that follow. */
function linesInto(path: string | null, clock: Clock): (line: string) => void {
  if (path === null) return () => undefined;
  const file = new LedgerFile(path, () => clock.wallNow());
  return (line) => file.add(line);
}

import { availableParallelism } from "node:os";
import { moduleBeside } from "../ground/index.ts";
import { threadTransport, type Transport } from "../swarm/index.ts";

/** The workers of this process: as many threads as asked for, else one per core, but never more than there is work for. */
export function localWorkers(wanted: number | undefined, mostUseful: number): Transport {
  const threads = Math.max(1, Math.min(wanted ?? availableParallelism(), mostUseful));
  return threadTransport(threads, moduleBeside(import.meta.url, "./worker-thread"));
}

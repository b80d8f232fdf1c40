import { faultsOf, type FaultFile } from "../../src/local/faults/fault-file.ts";
import { type ProxiedService, startFaultProxy } from "../../src/local/faults/proxies.ts";
import type { FaultReport } from "../../src/local/index.ts";

export interface RunningProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** What has passed since the start or the last `clear`. */
  report(): Promise<FaultReport>;
  clear(): Promise<void>;
}

/** A fault proxy in this process, on a free port, in front of a DynamoDB (or another service). */
export async function startFaults(
  upstream: string,
  file: FaultFile,
  service: ProxiedService = "dynamodb",
): Promise<RunningProxy> {
  const proxy = await startFaultProxy({ port: 0, service, faults: faultsOf(file), upstream });
  const counts = (method: string) => fetch(`${proxy.url}/faults`, { method });
  return {
    endpoint: proxy.url,
    report: async () => (await (await counts("GET")).json()) as FaultReport,
    clear: async () => void (await counts("DELETE")),
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}

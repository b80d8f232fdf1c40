import { systemClock } from "../../ground/index.ts";
import type { RunningService } from "../running-service.ts";
import { startDynamodbProxy } from "./dynamodb-proxy.ts";
import type { Faults } from "./fault-file.ts";
import { startServiceProxy } from "./service-proxy.ts";

/** Which service a fault proxy stands in front of. */
export type ProxiedService = "dynamodb" | "tokens" | "api";

export interface FaultProxySettings {
  /** 0: a free one. */
  readonly port: number;
  readonly service: ProxiedService;
  /** With a section for the service. */
  readonly faults: Faults;
  /** Where the service itself listens; the section of the service may name another one. */
  readonly upstream: string;
}

const names = { tokens: "token service", api: "pickup-api" };

/** Starts the proxy of one service on the real clock. Throws `PICKUP_PORT_UNUSABLE` (exit code 2). */
export function startFaultProxy(settings: FaultProxySettings): Promise<RunningService> {
  const { port, service, faults } = settings;
  const { seed } = faults;
  const upstream = faults[service]?.upstream ?? settings.upstream;
  const common = { port, seed, upstream, clock: systemClock };
  return service === "dynamodb"
    ? startDynamodbProxy({ ...common, faults: faults.dynamodb! })
    : startServiceProxy({ ...common, name: names[service], faults: faults[service]! });
}

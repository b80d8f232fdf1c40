import type { Clock } from "../../ground/index.ts";
import type { RunningService } from "../running-service.ts";
import { FaultCounts } from "./fault-counts.ts";
import type { NetworkFaults } from "./fault-file.ts";
import { jsonAnswer, startFaultServer } from "./fault-server.ts";
import { Upstream } from "./upstream.ts";

export interface ServiceProxyOptions {
  /** Of the service: `pickup-api`. */
  readonly name: string;
  /** 0: a free one. */
  readonly port: number;
  readonly seed: string;
  readonly faults: NetworkFaults;
  /** The address that it stands in front of. */
  readonly upstream: string;
  readonly clock: Clock;
}

/** Starts a proxy that plays the faults of a network in front of any HTTP service. Throws `PICKUP_PORT_UNUSABLE`. */
export async function startServiceProxy(options: ServiceProxyOptions): Promise<RunningService> {
  const { name, port, seed, faults, clock } = options;
  const upstream = new Upstream(options.upstream);
  const server = await startFaultServer({
    name: `fault proxy of the ${name}`,
    port,
    seed: `${seed}: ${name}`,
    faults,
    counts: new FaultCounts(),
    clock,
    answer: (request) => upstream.send(request),
    failure: ({ stream }) => {
      const status = stream.integer(2) === 0 ? 500 : 503;
      return jsonAnswer(status, { code: String(status), message: "played by the fault proxy" });
    },
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      upstream.close();
    },
  };
}

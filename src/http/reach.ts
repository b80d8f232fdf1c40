import type { Clock } from "../ground/index.ts";
import { Connection } from "./connection.ts";
import { networkOf } from "./network.ts";
import type { ProxySettings } from "./proxy.ts";
import type { TlsSettings } from "./tls-profile.ts";

export interface ReachOptions {
  readonly connectTimeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  readonly localAddress?: string | undefined;
  readonly proxies?: ProxySettings | undefined;
  readonly clock: Clock;
}

/**
 * Opens a connection to an address as the clients would, and closes it again; sends no request. Null when it came to
 * stand, else what kept it: a fault or the code of a system error.
 */
export function reach(address: string, options: ReachOptions): Promise<string | null> {
  const { connectTimeoutMs, tls, localAddress, proxies, clock } = options;
  const network = networkOf(clock);
  const { origin } = network.homeOf(address);
  return new Promise((resolve) => {
    const done = (reason: string | null) => {
      timer.cancel();
      connection.destroy();
      resolve(reason);
    };
    const timer = clock.after(connectTimeoutMs, () => done("PICKUP_HTTP_CONNECT_TIMEOUT"));
    const connection = new Connection(
      origin,
      { network, tls, localAddress, proxies },
      {
        opened: () => done(null),
        received() {},
        flushed() {},
        ended() {},
        closed: done,
      },
    );
  });
}

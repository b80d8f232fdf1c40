import type { Clock } from "../ground/index.ts";
import { Connection } from "./connection.ts";
import { Http2Session } from "./http2-session.ts";
import type { HttpVersion } from "./channel.ts";
import { limitsOf } from "./limits.ts";
import { networkOf } from "./network.ts";
import type { ProxySettings } from "./proxy.ts";
import type { TlsSettings } from "./tls-profile.ts";

export interface ReachOptions {
  readonly connectTimeoutMs: number;
  readonly tls?: TlsSettings | undefined;
  readonly localAddress?: string | undefined;
  readonly proxies?: ProxySettings | undefined;
  readonly version?: HttpVersion | undefined;
  readonly clock: Clock;
}

/** Something that connects and can be told to give up. */
interface Attempt {
  destroy(): void;
}

/**
 * Opens a connection to an address as the clients would, and closes it again; sends no request. Null when it came to
 * stand, else what kept it: a fault or the code of a system error.
 */
export function reach(address: string, options: ReachOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const done = (reason: string | null) => {
      timer.cancel();
      attempt.destroy();
      resolve(reason);
    };
    const timer = options.clock.after(options.connectTimeoutMs, () => done("PICKUP_HTTP_CONNECT_TIMEOUT"));
    const attempt = (options.version === 2 ? sessionTo : connectionTo)(address, options, done);
  });
}

type Done = (reason: string | null) => void;

function connectionTo(address: string, { clock, tls, localAddress, proxies }: ReachOptions, done: Done): Attempt {
  const network = networkOf(clock);
  return new Connection(
    network.homeOf(address).origin,
    { network, tls, localAddress, proxies },
    {
      opened: () => done(null),
      received() {},
      flushed() {},
      ended() {},
      closed: done,
    },
  );
}

/** A session stands when the server has shown its settings: only then it is known to speak HTTP/2. */
function sessionTo(address: string, options: ReachOptions, done: Done): Attempt {
  const { clock, tls, localAddress, proxies, connectTimeoutMs } = options;
  const network = networkOf(clock);
  return new Http2Session(
    network.homeOf(address).origin,
    { network, tls, localAddress, proxies, connectTimeoutMs, limits: limitsOf() },
    {
      ready: () => done(null),
      freed() {},
      lost() {},
      ended: (_session, code) => done(code ?? "PICKUP_HTTP_NO_ANSWER"),
      repeat() {},
    },
    clock.now(),
  );
}

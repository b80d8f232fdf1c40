import { isAllowedHost, requireAllowedHost } from "./allowed-host.ts";
import { ChannelPool } from "./channel-pool.ts";
import type { ChannelSettings } from "./channel.ts";
import type { Route } from "./endpoint.ts";
import { type Origin, originOf, urlOf } from "./origin.ts";
import { targetOf } from "./request-text.ts";
import { SessionPool } from "./session-pool.ts";
import type { TransferPool } from "./transfer-pool.ts";
import type { Transfer } from "./transfer.ts";

/** Where one user's requests go: the connections to its own origin, and to others once a path leads there. */
export class Routes {
  readonly #settings: ChannelSettings;
  readonly #maxConnections: number;
  readonly #home: TransferPool;
  readonly #basePath: string;
  readonly #allowedHosts: readonly string[] | undefined;
  #foreign: Map<string, TransferPool> | undefined;

  /** `allowedHosts`: where other than to the own origin requests may go; undefined: anywhere. */
  constructor(
    address: string,
    settings: ChannelSettings,
    maxConnections: number,
    allowedHosts: readonly string[] | undefined,
  ) {
    this.#allowedHosts = allowedHosts;
    this.#settings = settings;
    this.#maxConnections = maxConnections;
    const { origin, basePath } = settings.network.homeOf(address);
    this.#basePath = basePath;
    this.#home = this.#openPool(origin);
  }

  /** The route of a path of the own origin, or of an absolute address. */
  routeOf(path: string): Route {
    if (/^https?:\/\//i.test(path)) {
      const url = urlOf(path);
      if (!this.mayGoTo(url)) requireAllowedHost(url.href, this.#allowedHosts ?? []);
      return this.routeTo(url, false);
    }
    return { pool: this.#home, target: `${this.#basePath}${targetOf(path)}`, isForeign: false };
  }

  /** True when requests may go to an absolute address. */
  mayGoTo(url: URL): boolean {
    if (this.#allowedHosts === undefined || originOf(url).key === this.#home.origin.key) return true;
    return isAllowedHost(url, this.#allowedHosts);
  }

  /** The route to an absolute address; `wasForeign` when a request comes from another origin already. */
  routeTo(url: URL, wasForeign: boolean): Route {
    const pool = this.#poolTo(originOf(url));
    return { pool, target: `${url.pathname}${url.search}`, isForeign: wasForeign || pool !== this.#home };
  }

  /** Ends every connection and returns what was on its way or waiting. */
  close(): Transfer[] {
    return this.#pools().flatMap((pool) => pool.close());
  }

  #pools(): TransferPool[] {
    return [this.#home, ...(this.#foreign?.values() ?? [])];
  }

  #poolTo(origin: Origin): TransferPool {
    if (origin.key === this.#home.origin.key) return this.#home;
    this.#foreign ??= new Map();
    let pool = this.#foreign.get(origin.key);
    if (pool === undefined) {
      pool = this.#openPool(origin);
      this.#foreign.set(origin.key, pool);
    }
    return pool;
  }

  #openPool(origin: Origin): TransferPool {
    return this.#settings.version === 2
      ? new SessionPool(origin, this.#settings)
      : new ChannelPool(origin, this.#settings, this.#maxConnections);
  }
}

import type { Socket } from "node:net";
import type { Clock } from "../ground/index.ts";
import { Deadlines } from "./deadlines.ts";
import { DirectWriter } from "./direct-write.ts";
import { DnsCache } from "./dns-cache.ts";
import { HeadTable } from "./head-table.ts";
import { Inbox } from "./inbox.ts";
import { type Home, homeOf, type Origin } from "./origin.ts";
import { type Proxy, proxyFor, type ProxySettings } from "./proxy.ts";
import { TlsProfile, type TlsSettings } from "./tls-profile.ts";

const plainTls: TlsSettings = {};

/** What all clients of a thread share under one clock: names, TLS sessions, deadlines and equal heads. */
export class Network {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly dns: DnsCache;
  readonly heads = new HeadTable();
  readonly inbox = new Inbox();
  /** Null where sockets must be written to as streams. */
  readonly directWriter = DirectWriter.create();
  /** Sockets that exist now, each with a local port of its own. */
  sockets = 0;
  readonly #uncount = () => this.sockets--;
  readonly #homes = new Map<string, Home>();
  readonly #proxies = new WeakMap<ProxySettings, Map<string, Proxy | null>>();
  readonly #tlsProfiles = new WeakMap<TlsSettings, TlsProfile>();

  constructor(clock: Clock) {
    this.clock = clock;
    this.deadlines = new Deadlines(clock);
    this.dns = new DnsCache(clock);
  }

  /** Counts a socket until it is closed. */
  count(socket: Socket): void {
    this.sockets++;
    socket.on("close", this.#uncount);
  }

  /** The home of this address, the same object for all clients. */
  homeOf(address: string): Home {
    let home = this.#homes.get(address);
    if (home === undefined) {
      home = homeOf(address);
      this.#homes.set(address, home);
    }
    return home;
  }

  /** The proxy on the way to an origin, or null; the same object for all clients with the same settings. */
  proxyFor(origin: Origin, settings: ProxySettings | undefined): Proxy | null {
    if (settings === undefined) return null;
    let known = this.#proxies.get(settings);
    if (known === undefined) this.#proxies.set(settings, (known = new Map()));
    let proxy = known.get(origin.key);
    if (proxy === undefined) known.set(origin.key, (proxy = proxyFor(origin, settings)));
    return proxy;
  }

  /** The profile of these settings, made once per settings object. */
  tlsProfileOf(settings: TlsSettings = plainTls): TlsProfile {
    let profile = this.#tlsProfiles.get(settings);
    if (profile === undefined) {
      profile = new TlsProfile(settings);
      this.#tlsProfiles.set(settings, profile);
    }
    return profile;
  }
}

const networks = new WeakMap<Clock, Network>();

/** The network of this thread under `clock`. */
export function networkOf(clock: Clock): Network {
  let network = networks.get(clock);
  if (network === undefined) {
    network = new Network(clock);
    networks.set(clock, network);
  }
  return network;
}

/** How many sockets the clients of this thread have under `clock`. */
export function socketsOf(clock: Clock): number {
  return networkOf(clock).sockets;
}

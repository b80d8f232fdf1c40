import type { Clock } from "../ground/index.ts";
import { Deadlines } from "./deadlines.ts";
import { DnsCache } from "./dns-cache.ts";
import { HeadTable } from "./head-table.ts";
import { type Home, homeOf } from "./origin.ts";
import { TlsProfile, type TlsSettings } from "./tls-profile.ts";

const plainTls: TlsSettings = {};

/** What all clients of a thread share under one clock: names, TLS sessions, deadlines and equal heads. */
export class Network {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly dns: DnsCache;
  readonly heads = new HeadTable();
  readonly #homes = new Map<string, Home>();
  readonly #tlsProfiles = new WeakMap<TlsSettings, TlsProfile>();

  constructor(clock: Clock) {
    this.clock = clock;
    this.deadlines = new Deadlines(clock);
    this.dns = new DnsCache(clock);
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

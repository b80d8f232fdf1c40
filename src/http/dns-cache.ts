import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Clock } from "../ground/index.ts";

/** The operating system does not say how long its answer is good; long enough to cost nothing, short enough to follow. */
const keptMs = 30_000;

interface Entry {
  addresses: string[];
  goodUntilMs: number;
}

/** The addresses of host names, asked of the operating system once for all users of a thread. */
export class DnsCache {
  readonly #clock: Clock;
  readonly #resolve: (hostname: string) => Promise<string[]>;
  readonly #entries = new Map<string, Entry>();
  readonly #asked = new Map<string, Promise<string[]>>();

  constructor(clock: Clock, resolve: (hostname: string) => Promise<string[]> = askSystem) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** The addresses at once when they are known (an address is its own), else as a promise, which may reject. */
  addressesOf(hostname: string): readonly string[] | Promise<readonly string[]> {
    if (isIP(hostname) !== 0) return [hostname];
    const entry = this.#entries.get(hostname);
    if (entry !== undefined && entry.goodUntilMs > this.#clock.now()) return entry.addresses;
    let asked = this.#asked.get(hostname);
    if (asked === undefined) {
      asked = this.#ask(hostname).finally(() => this.#asked.delete(hostname));
      this.#asked.set(hostname, asked);
    }
    return asked;
  }

  /** Puts an address that let itself be connected to before the others, so that no later connection tries in vain. */
  prefer(hostname: string, address: string): void {
    const entry = this.#entries.get(hostname);
    if (entry === undefined || entry.addresses[0] === address) return;
    entry.addresses = [address, ...entry.addresses.filter((other) => other !== address)];
  }

  async #ask(hostname: string): Promise<string[]> {
    const addresses = await this.#resolve(hostname);
    this.#entries.set(hostname, { addresses, goodUntilMs: this.#clock.now() + keptMs });
    return addresses;
  }
}

async function askSystem(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

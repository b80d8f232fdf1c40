import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigReading, datasetOptions, pickupDataset, readConfig } from "../../dataset/index.ts";
import { addressOf, credentialsFor, type NamedTarget, resolveTarget } from "../../dynamodb/index.ts";
import { KitError, type OptionValues } from "../../ground/index.ts";
import { type HostAddress, hostAddressOf, type HttpSettings, httpSettingsOf } from "../../http/index.ts";
import { readLocalStack } from "../../local/index.ts";
import { natsSettingsOf, shownNats } from "../../swarm/index.ts";
import { type Token, type TokenSettings, tokenSettingsOf, tokenSource } from "../../tokens/index.ts";
import type { World } from "../world.ts";
import type { doctorOptions } from "./options.ts";

export type DoctorValues = OptionValues<typeof doctorOptions>;

/** A host that somebody named, and what for. */
export interface NamedHost {
  readonly what: "table" | "token service" | "API" | "NATS";
  /** Without credentials. */
  readonly address: string;
}

/** What the checks look at, each part found out once and only when a check asks; every part throws its KitError. */
export class Patient {
  readonly world: World;
  readonly values: DoctorValues;

  constructor(world: World, values: DoctorValues) {
    this.world = world;
    this.values = values;
  }

  readonly stack = once(() => readLocalStack(this.world.folder));

  /** The stack where it lives; a dead one is told of by a check of its own. */
  readonly livingStack = once(() => this.stack().catch(() => null));

  readonly http = once((): Promise<HttpSettings> => httpSettingsOf(this.values, this.world));

  readonly target = once(async (): Promise<NamedTarget> => {
    const place = await resolveTarget(this.values, async () => (await this.livingStack())?.dynamodb ?? null);
    return { ...place, connect: await this.http() };
  });

  readonly credentials = once(async () => credentialsFor(await this.target(), this.world.clock));

  readonly api = once(async (): Promise<HostAddress> => {
    const address = this.values.host ?? (await this.livingStack())?.api;
    if (address !== undefined) return hostAddressOf(address);
    throw new KitError("PICKUP_HOST_MISSING", "no API is named, and no `pickup local` is running here", {
      hint: "Name the API: -H https://api.example.test; or start `pickup local` in this folder.",
    });
  });

  readonly tokens = once(async (): Promise<TokenSettings> => {
    const { environment, folder } = this.world;
    const { tokenKind, tokenUrl, tokens, signWith } = this.values;
    const isNamed = tokenKind === "none" || (tokenUrl ?? tokens ?? signWith) !== undefined;
    const localUrl = isNamed ? undefined : (await this.livingStack())?.tokens;
    return tokenSettingsOf(this.values, { environment, folder, localUrl });
  });

  /** Null where none is named and none lies in the folder. */
  readonly config = once(async (): Promise<ConfigReading | null> => {
    const path = resolve(this.world.folder, this.values.config);
    if (!existsSync(path) && this.values.config === datasetOptions.config.default) return null;
    return readConfig(path, this.world.clock);
  });

  /** The first user of the config, or any where there is none; of a broken one a check of its own tells. */
  readonly userId = once(async () => {
    const reading = await this.config().catch(() => null);
    return reading === null ? "user-0" : pickupDataset(reading.config).idOf(0);
  });

  /** One token of that user. */
  readonly token = once(async (): Promise<Token> => {
    const source = tokenSource(await this.tokens(), this.world.clock, await this.http());
    try {
      return await source.fetch(await this.userId());
    } finally {
      source.close?.();
    }
  });

  readonly nats = once(() => natsSettingsOf(this.values, this.world.folder));

  /** Every host that is named; what is not, or wrongly, is left out. */
  readonly hosts = once(async (): Promise<NamedHost[]> => {
    const found = await Promise.allSettled([
      this.target().then((target) => ({ what: "table", address: addressOf(target) }) as const),
      this.tokens().then((settings) =>
        "url" in settings ? ({ what: "token service", address: settings.url } as const) : null,
      ),
      this.api().then(({ address }) => ({ what: "API", address }) as const),
      this.nats().then((settings) =>
        settings === null ? null : ({ what: "NATS", address: shownNats(settings) } as const),
      ),
    ]);
    return found.flatMap((one) => (one.status === "fulfilled" && one.value !== null ? [one.value] : []));
  });
}

function once<Value>(find: () => Promise<Value>): () => Promise<Value> {
  let found: Promise<Value> | undefined;
  return () => (found ??= find());
}

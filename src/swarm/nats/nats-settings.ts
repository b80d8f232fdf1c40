import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { KitError, type OptionValues, systemCodeOf } from "../../ground/index.ts";
import type { natsOptions } from "../options.ts";

/** How a NATS server is reached. Holds secrets: never log it. */
export interface NatsSettings {
  /** `nats://host:port`, several with commas; a user and password may stand in it. */
  readonly url: string;
  /** The content of a `.creds` file. */
  readonly credentials?: string;
  /** PEM. */
  readonly ca?: string;
}

/** The settings that the options name, null when none names a server. Throws `PICKUP_NATS_FILE` (exit code 2). */
export async function natsSettingsOf(
  { nats, natsCreds, natsCa }: Pick<OptionValues<typeof natsOptions>, "nats" | "natsCreds" | "natsCa">,
  folder: string,
): Promise<NatsSettings | null> {
  if (nats === undefined) return null;
  return {
    url: nats,
    ...(natsCreds === undefined ? {} : { credentials: await textOf("--nats-creds", resolve(folder, natsCreds)) }),
    ...(natsCa === undefined ? {} : { ca: await textOf("--nats-ca", resolve(folder, natsCa)) }),
  };
}

/** Without user and password. */
export function shownNats({ url }: NatsSettings): string {
  return url.replaceAll(/\/\/[^@/,]*@/g, "//");
}

async function textOf(flag: string, path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new KitError("PICKUP_NATS_FILE", `${flag}: ${path} cannot be read (${systemCodeOf(cause) ?? "unknown"})`, {
      hint: "Name a readable file.",
      cause,
    });
  });
}

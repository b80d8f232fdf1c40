import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { KitError, type OptionValues, systemCodeOf } from "../ground/index.ts";
import type { HttpVersion } from "./channel.ts";
import { addressesIn } from "./local-addresses.ts";
import type { connectOptions, httpOptions } from "./options.ts";
import { type ProxySettings, proxySettingsOf } from "./proxy.ts";
import { TlsProfile, type TlsSettings } from "./tls-profile.ts";

/** How connections are made, of whatever client; structured-cloneable. Holds secrets: never log it. */
export interface ConnectSettings {
  readonly tls: TlsSettings;
  readonly proxies?: ProxySettings;
}

/** How every client of a run connects and what it takes; structured-cloneable. Holds secrets: never log it. */
export interface HttpSettings extends ConnectSettings {
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** Of the users' last answers, in each worker; see {@link KeptBodies}. */
  readonly keptBodyBytes: number;
  readonly maxRedirects: number;
  /** Of HTTP; default 1. */
  readonly version?: HttpVersion;
  /** Sent as `Authorization` by every user that has no bearer token. */
  readonly authorization?: string;
  /** Addresses of this machine from which users connect, in turn; none: as the operating system likes. */
  readonly localAddresses?: readonly string[];
  /** Hosts, other than this machine and the one under test, that requests may go to. */
  readonly allowedHosts?: readonly string[];
}

interface Surroundings {
  readonly folder: string;
  readonly environment: { readonly [name: string]: string | undefined };
}

/**
 * The certificates that the options name, with the files read, and the proxies of the environment. A KitError (exit
 * code 2) for a file that cannot be read, and for certificates and keys that are none or do not belong together; no
 * message shows what is in a file.
 */
export async function connectSettingsOf(
  values: OptionValues<typeof connectOptions>,
  { folder, environment }: Surroundings,
): Promise<ConnectSettings> {
  return { tls: await tlsSettingsOf(values, folder), proxies: proxySettingsOf(environment) };
}

/** The settings that the options name; fails as {@link connectSettingsOf} does. */
export async function httpSettingsOf(
  values: OptionValues<typeof httpOptions>,
  around: Surroundings,
): Promise<HttpSettings> {
  return {
    requestTimeoutMs: values.requestTimeout,
    connectTimeoutMs: values.connectTimeout,
    maxBodyBytes: values.maxBody,
    keptBodyBytes: values.keptBodies,
    maxRedirects: values.maxRedirects,
    localAddresses: [...new Set(values.localAddress?.flatMap((range) => addressesIn(range) ?? []))],
    ...(await connectSettingsOf(values, around)),
  };
}

async function tlsSettingsOf(values: OptionValues<typeof connectOptions>, folder: string): Promise<TlsSettings> {
  const { ca, clientCert, clientKey, insecure } = values;
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new KitError("PICKUP_TLS_HALF", "of --client-cert and --client-key only one is given", {
      hint: "Give both: the certificate shown to the server, and its private key.",
    });
  }
  const settings = {
    ...(ca === undefined ? {} : { ca: await pemOf("--ca", ca, folder) }),
    ...(clientCert === undefined ? {} : { cert: await pemOf("--client-cert", clientCert, folder) }),
    ...(clientKey === undefined ? {} : { key: await pemOf("--client-key", clientKey, folder) }),
    isInsecure: insecure,
  };
  profileOf(settings);
  return settings;
}

async function pemOf(flag: string, path: string, folder: string): Promise<string> {
  const text = await readFile(resolve(folder, path), "utf8").catch((cause: unknown) => {
    throw new KitError("PICKUP_TLS_FILE", `${flag}: ${path} cannot be read (${systemCodeOf(cause) ?? "unknown"})`, {
      hint: "Name a readable file in PEM form.",
      cause,
    });
  });
  if (text.includes("-----BEGIN ")) return text;
  throw new KitError("PICKUP_TLS_FILE", `${flag}: ${path} is no PEM file`, {
    hint: "It must hold text that begins with -----BEGIN; openssl x509 and openssl pkey convert other forms.",
  });
}

/** Made only to learn whether it can be: every worker makes its own. */
function profileOf(settings: TlsSettings): TlsProfile {
  try {
    return new TlsProfile(settings);
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    throw new KitError("PICKUP_TLS_INVALID", `the certificates or the key cannot be used (${code})`, {
      hint: "Check that each file is what its option says, that the key is not encrypted, and that it is the certificate's.",
    });
  }
}

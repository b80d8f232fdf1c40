import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { KitError, type OptionValues, systemCodeOf } from "../ground/index.ts";
import { isLoopback } from "./known-hosts.ts";
import type { webServerOptions } from "./options.ts";

type Values = OptionValues<typeof webServerOptions>;

/** How the page is served. Holds secrets: never log it. */
export interface WebSettings {
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly token: string | null;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly allowedHosts: readonly string[];
}

/** From options to settings, with the certificate read. KitErrors (exit code 2) for what would be unsafe or cannot be. */
export async function webSettingsOf(values: Values, folder: string): Promise<WebSettings> {
  const { webHost, webPort, webLogin, webToken, webAllowedHost } = values;
  const settings = {
    host: webHost,
    port: webPort,
    login: webLogin === undefined ? null : loginOf(webLogin),
    token: webToken ?? null,
    tls: await tlsOf(values, folder),
    allowedHosts: webAllowedHost ?? [],
  };
  if (isLoopback(webHost) || settings.login !== null || settings.token !== null) return settings;
  throw new KitError("PICKUP_WEB_OPEN", `--web-host ${webHost} would let in anybody who reaches it`, {
    hint: "Give a --web-login USER:PASSWORD as well, best by the environment: PICKUP_WEB_LOGIN.",
  });
}

function loginOf(text: string): { user: string; password: string } {
  const colon = text.indexOf(":");
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function tlsOf({ tlsCert, tlsKey }: Values, folder: string): Promise<WebSettings["tls"]> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new KitError("PICKUP_TLS_HALF", "of --tls-cert and --tls-key only one is given", {
      hint: "Give both: the certificate of the page's server, and its private key.",
    });
  }
  return { cert: await pemOf("--tls-cert", tlsCert, folder), key: await pemOf("--tls-key", tlsKey, folder) };
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
    hint: "It must hold text that begins with -----BEGIN.",
  });
}

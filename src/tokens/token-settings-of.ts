import { resolve } from "node:path";
import { KitError, type OptionValues } from "../ground/index.ts";
import { indexTokenFile } from "./file-source.ts";
import { isJsonPointer } from "./json-pointer.ts";
import { readOauthClient } from "./oauth-client.ts";
import type { tokenOptions } from "./options.ts";
import { marketTemplateUrl, readPayloadTemplate } from "./payload-template.ts";
import { readSigningKey } from "./signing-key.ts";
import type { FileSettings, OauthSettings, ServiceSettings, SigningSettings, TokenSettings } from "./token-settings.ts";

export type TokenOptionValues = OptionValues<typeof tokenOptions>;

/** What the options alone do not say. */
export interface TokenSurroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  /** Absolute; relative paths start here. */
  readonly folder: string;
  /** The token service of a living `pickup local`, used when no source is named. */
  readonly localUrl?: string | undefined;
}

/**
 * The settings that the options mean, with every file read and checked. Throws one KitError: exit code 2, or 4 when
 * the OAuth client is missing. `PICKUP_TOKENS_NOT_NAMED` when nothing says where tokens come from.
 */
export async function tokenSettingsOf(values: TokenOptionValues, around: TokenSurroundings): Promise<TokenSettings> {
  const kind = kindOf(values, around);
  switch (kind) {
    case "service":
      return serviceSettings(values, around);
    case "oauth":
      return oauthSettings(values, around);
    case "sign":
      return signingSettings(values, around);
    case "file":
      return fileSettings(values, around);
    default:
      return { kind: kind satisfies "none" };
  }
}

function kindOf(values: TokenOptionValues, { localUrl }: TokenSurroundings): TokenSettings["kind"] {
  if (values.tokenKind !== undefined) return values.tokenKind;
  const asked = values.oauthGrant === undefined ? "service" : "oauth";
  const named = [
    ...(values.tokens === undefined ? [] : [{ option: "--tokens", kind: "file" as const }]),
    ...(values.signWith === undefined ? [] : [{ option: "--sign-with", kind: "sign" as const }]),
    ...(values.tokenUrl === undefined ? [] : [{ option: "--token-url", kind: asked } as const]),
  ];
  if (named.length > 1) {
    const options = named.map(({ option }) => option).join(" and ");
    throw new KitError("PICKUP_TOKENS_AMBIGUOUS", `${options} name different sources of tokens`, {
      hint: `Name one, or choose with --token-kind ${named.map(({ kind }) => kind).join(" or ")}.`,
    });
  }
  if (named[0] !== undefined) return named[0].kind;
  if (localUrl !== undefined) return asked;
  throw new KitError("PICKUP_TOKENS_NOT_NAMED", "nothing says where the users' tokens come from", {
    hint: "Start `pickup local`, or give --token-url URL, --tokens FILE, --sign-with KEY or --token-kind none.",
  });
}

async function serviceSettings(values: TokenOptionValues, around: TokenSurroundings): Promise<ServiceSettings> {
  const { tokenTemplate, market, tokenTimeout } = values;
  const file = tokenTemplate === undefined ? marketTemplateUrl(market) : resolve(around.folder, tokenTemplate);
  const url = checkedUrl(values.tokenUrl ?? around.localUrl, "service");
  return {
    kind: "service",
    url,
    template: await readPayloadTemplate(file),
    pointer: checkedPointer(values),
    timeoutMs: tokenTimeout,
  };
}

async function oauthSettings(values: TokenOptionValues, around: TokenSurroundings): Promise<OauthSettings> {
  const { oauthClientFile, oauthAuthentication, oauthGrant = "client-credentials", tokenTimeout } = values;
  const local = around.localUrl === undefined ? undefined : `${around.localUrl.replace(/\/$/, "")}/oauth/token`;
  const file = oauthClientFile === undefined ? undefined : resolve(around.folder, oauthClientFile);
  return {
    kind: "oauth",
    url: checkedUrl(values.tokenUrl ?? local, "oauth"),
    grant: oauthGrant,
    authentication: oauthAuthentication,
    ...(await readOauthClient(file, around.environment)),
    parameters: parametersOf(values.oauthParameter),
    pointer: checkedPointer(values),
    timeoutMs: tokenTimeout,
  };
}

async function signingSettings(values: TokenOptionValues, around: TokenSurroundings): Promise<SigningSettings> {
  const { signWith, alg, signKeyId, signIssuer, signAudience, signLifetime } = values;
  if (signWith === undefined) throw invalid("--token-kind sign needs a key", "Name it with --sign-with FILE.");
  return {
    kind: "sign",
    ...(await readSigningKey(resolve(around.folder, signWith), alg ?? null)),
    keyId: signKeyId ?? null,
    issuer: signIssuer ?? null,
    audience: signAudience ?? null,
    lifetimeMs: signLifetime,
  };
}

async function fileSettings({ tokens }: TokenOptionValues, { folder }: TokenSurroundings): Promise<FileSettings> {
  if (tokens === undefined) throw invalid("--token-kind file needs a file", "Name it with --tokens FILE.");
  const path = resolve(folder, tokens);
  const { size } = await indexTokenFile(path);
  if (size === 0) throw invalid(`the tokens file ${path} holds no token`, "Fill it with `pickup tokens`.");
  return { kind: "file", path };
}

function checkedUrl(url: string | undefined, kind: string): string {
  if (url === undefined) throw invalid(`--token-kind ${kind} needs an address`, "Name it with --token-url URL.");
  const { username, password } = new URL(url);
  if (username === "" && password === "") return url;
  throw invalid("--token-url holds a user name or a password", "Secrets come from the environment or from a file.");
}

function checkedPointer({ tokenPointer }: TokenOptionValues): string | null {
  if (tokenPointer === undefined) return null;
  if (isJsonPointer(tokenPointer)) return tokenPointer;
  throw invalid(`--token-pointer ${tokenPointer} is no JSON pointer (RFC 6901)`, "Write it as /data/token.");
}

function parametersOf(texts: readonly string[]): Record<string, string> {
  const pairs = texts.map((text) => {
    const equals = text.indexOf("=");
    // Not quoted: a value may be a secret.
    if (equals < 1) throw invalid("an --oauth-parameter is not NAME=VALUE", "Write it as scope=history.");
    return [text.slice(0, equals), text.slice(equals + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function invalid(message: string, hint: string): KitError {
  return new KitError("PICKUP_TOKEN_OPTIONS_INVALID", message, { hint });
}

import type { PayloadTemplate } from "./payload-template.ts";

export const signatureAlgorithms = ["ES256", "RS256", "EdDSA", "HS256"] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** Tokens by POST of a filled payload template. */
export interface ServiceSettings {
  readonly kind: "service";
  readonly url: string;
  readonly template: PayloadTemplate;
  /** JSON pointer (RFC 6901) to the token in the answer; null: `encryptedToken`, else `access_token`. */
  readonly pointer: string | null;
  readonly timeoutMs: number;
}

/** Tokens of an OAuth 2 endpoint: RFC 6749 `client_credentials`, or RFC 8693 token exchange with the user as subject. */
export interface OauthSettings {
  readonly kind: "oauth";
  readonly url: string;
  readonly grant: "client-credentials" | "token-exchange";
  readonly authentication: "basic" | "body";
  readonly clientId: string;
  readonly clientSecret: string;
  /** Further form fields; `{userId}` in a value stands for the user. */
  readonly parameters: { readonly [name: string]: string };
  readonly pointer: string | null;
  readonly timeoutMs: number;
}

/** Tokens signed by this process. */
export interface SigningSettings {
  readonly kind: "sign";
  readonly algorithm: SignatureAlgorithm;
  /** A private key as PEM; for HS256 the secret itself in base64. */
  readonly key: string;
  readonly keyId: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly lifetimeMs: number;
}

/** Tokens of a file written by `pickup tokens`. */
export interface FileSettings {
  readonly kind: "file";
  /** Absolute. */
  readonly path: string;
}

/**
 * Where tokens come from, as a plain JSON value that is sent to worker threads. It holds secrets (client secret,
 * signing key): never write it to a log or a file; {@link describeTokens} is its printable form.
 */
export type TokenSettings =
  | ServiceSettings
  | OauthSettings
  | SigningSettings
  | FileSettings
  | { readonly kind: "none" };

/** Where tokens come from in a few words, without secrets: a target as every command prints it. */
export function describeTokens(settings: TokenSettings): string {
  switch (settings.kind) {
    case "service":
      return printableUrl(settings.url);
    case "oauth":
      return `${printableUrl(settings.url)} (OAuth 2, ${settings.grant})`;
    case "sign":
      return `signed here with ${settings.algorithm}`;
    case "file":
      return settings.path;
    default:
      return settings.kind satisfies "none";
  }
}

/** An address without what may hold a secret: user, password, query and fragment. */
export function printableUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

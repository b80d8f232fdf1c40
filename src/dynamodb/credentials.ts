import { type Clock, exitCodes, KitError, systemClock } from "../ground/index.ts";
import { SdkHandler } from "./sdk-handler.ts";
import { isAws, type NamedTarget } from "./target.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; left out: never, or nobody says it. */
  readonly expiration?: Date;
  /** The features of the SDK that found them, as keys. */
  readonly $source?: { readonly [feature: string]: string | undefined };
}

/** Keys to sign with. Both throw `PICKUP_CREDENTIALS_…` (exit code 4) when none can be had. */
export interface CredentialSource {
  /** The cached keys; renewed in the background when less than five minutes are left. */
  get(): Promise<Credentials>;
  /** New keys at once, for when the service called the old ones expired. */
  refresh(): Promise<Credentials>;
}

/** Keys for a DynamoDB that looks at none, such as the one of `pickup local`. */
export const placeholderCredentials: CredentialSource = fixedCredentials({
  accessKeyId: "local",
  secretAccessKey: "local",
});

/** A source that gives the same keys for ever. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { get: async () => credentials, refresh: async () => credentials };
}

/**
 * The keys for a target: what the SDK's default provider chain finds (environment, profile, SSO, process, web
 * identity, machine role). Where the DynamoDB is not AWS's own and nothing is found, placeholders.
 */
export function credentialsFor(target: NamedTarget, clock: Clock = systemClock): CredentialSource {
  if (target.origin === "local-stack") return placeholderCredentials;
  const clientConfig = { requestHandler: new SdkHandler(target.connect, clock) };
  return isAws(target)
    ? providerChain({ clientConfig })
    : orPlaceholders(providerChain({ clientConfig, ...emulatorLookup }));
}

/** A machine role is not worth a second of waiting when the endpoint is an emulator. */
const emulatorLookup = { timeout: 200, maxRetries: 0 };

type Provider = (options?: { forceRefresh: boolean }) => Promise<Credentials>;

/** How the chain asks: of the machine's role, and by which handler of the services of AWS. */
interface Lookup {
  readonly timeout?: number;
  readonly maxRetries?: number;
  readonly clientConfig: { readonly requestHandler: SdkHandler };
}

function providerChain(lookup: Lookup): CredentialSource {
  let provider: Promise<Provider> | undefined;
  const ask = async (options?: { forceRefresh: boolean }) => {
    provider ??= import("@aws-sdk/credential-provider-node").then((sdk) => sdk.defaultProvider(lookup));
    try {
      return await (
        await provider
      )(options);
    } catch (error) {
      throw absentCredentials(error);
    }
  };
  return { get: () => ask(), refresh: () => ask({ forceRefresh: true }) };
}

function orPlaceholders(source: CredentialSource): CredentialSource {
  let chosen: Promise<CredentialSource> | undefined;
  const choose = () =>
    (chosen ??= source.get().then(
      () => source,
      () => placeholderCredentials,
    ));
  return { get: async () => (await choose()).get(), refresh: async () => (await choose()).refresh() };
}

function absentCredentials(error: unknown): KitError {
  const reason = error instanceof Error ? error.message : String(error);
  const isExpired = /expired/i.test(reason);
  return new KitError(
    isExpired ? "PICKUP_CREDENTIALS_EXPIRED" : "PICKUP_CREDENTIALS_ABSENT",
    `no usable AWS credentials: ${reason}`,
    {
      hint: "Log in (`aws sso login`, or your company's way), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
      exitCode: exitCodes.credentials,
      cause: error,
    },
  );
}

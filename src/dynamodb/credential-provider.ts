import type { Credentials } from "./credentials.ts";

/** The features by which the SDK marks credentials, the telling ones first. */
const providers = {
  CREDENTIALS_STS_ASSUME_ROLE_WEB_ID: "a role by a web identity",
  CREDENTIALS_STS_ASSUME_ROLE: "an assumed role",
  CREDENTIALS_PROFILE_SSO: "SSO",
  CREDENTIALS_PROFILE_SSO_LEGACY: "SSO",
  CREDENTIALS_SSO: "SSO",
  CREDENTIALS_SSO_LEGACY: "SSO",
  CREDENTIALS_LOGIN: "`aws login`",
  CREDENTIALS_PROFILE_LOGIN: "`aws login`",
  CREDENTIALS_PROCESS: "a credential process",
  CREDENTIALS_PROFILE_PROCESS: "a credential process",
  CREDENTIALS_HTTP: "the container's role",
  CREDENTIALS_IMDS: "the machine's role",
  CREDENTIALS_ENV_VARS: "the environment",
  CREDENTIALS_PROFILE: "a file",
} as const;

/** Who gave credentials, in a few words: `SSO, profile dev`. */
export function providerOf(
  { $source = {} }: Credentials,
  environment: { readonly [name: string]: string | undefined },
): string {
  const found = Object.entries(providers).find(([feature]) => feature in $source);
  const provider = found?.[1] ?? "a provider that does not tell its name";
  const isOfProfile = found !== undefined && !/ENV_VARS|HTTP|IMDS/.test(found[0]);
  return isOfProfile ? `${provider}, profile ${environment.AWS_PROFILE ?? "default"}` : provider;
}

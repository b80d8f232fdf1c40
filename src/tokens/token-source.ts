import type { Clock } from "../ground/index.ts";
import { HttpAgent } from "../http/index.ts";
import { FileSource } from "./file-source.ts";
import { OauthSource } from "./oauth-source.ts";
import { ServiceSource } from "./service-source.ts";
import { SigningSource } from "./signing-source.ts";
import type { TokenSettings } from "./token-settings.ts";
import type { TokenSource } from "./token.ts";

/** More requests at once wait in line, inside the agent. */
const maxConnections = 64;

/** The source that settings describe. It opens nothing before the first `fetch`. */
export function tokenSource(settings: TokenSettings, clock: Clock): TokenSource {
  switch (settings.kind) {
    case "service":
      return new ServiceSource(settings, new HttpAgent({ clock, maxConnections }), clock);
    case "oauth":
      return new OauthSource(settings, new HttpAgent({ clock, maxConnections }), clock);
    case "sign":
      return new SigningSource(settings, clock);
    case "file":
      return new FileSource(settings, clock);
    default:
      settings.kind satisfies "none";
      return noTokens;
  }
}

/** The empty token: the request is sent without an Authorization header. */
const noTokens: TokenSource = { fetch: () => Promise.resolve({ value: "", expiresAtMs: null }) };

import type { Clock } from "../ground/index.ts";
import { type ConnectSettings, HttpAgent } from "../http/index.ts";
import { FileSource } from "./file-source.ts";
import { OauthSource } from "./oauth-source.ts";
import { ServiceSource } from "./service-source.ts";
import { SigningSource } from "./signing-source.ts";
import type { TokenSettings } from "./token-settings.ts";
import type { TokenSource } from "./token.ts";

/** More requests at once wait in line, inside the agent. */
const maxConnections = 64;

/** The source that settings describe; `connect`: how it reaches a service. It opens nothing before the first `fetch`. */
export function tokenSource(settings: TokenSettings, clock: Clock, connect?: ConnectSettings): TokenSource {
  switch (settings.kind) {
    case "service":
      return new ServiceSource(settings, agentFor(clock, connect), clock);
    case "oauth":
      return new OauthSource(settings, agentFor(clock, connect), clock);
    case "sign":
      return new SigningSource(settings, clock);
    case "file":
      return new FileSource(settings, clock);
    default:
      settings.kind satisfies "none";
      return noTokens;
  }
}

function agentFor(clock: Clock, connect: ConnectSettings | undefined): HttpAgent {
  return new HttpAgent({ clock, maxConnections, tls: connect?.tls, proxies: connect?.proxies });
}

/** The empty token: the request is sent without an Authorization header. */
const noTokens: TokenSource = { fetch: () => Promise.resolve({ value: "", expiresAtMs: null }) };

import type { Clock, Lease } from "../ground/index.ts";
import { type HttpClientOptions, KeptBodies, type SpareChannels } from "../http/index.ts";
import type { LoadInput } from "./load-input.ts";
import { traceparents } from "./traceparents.ts";

/** What the clients of one user type share. */
export type ClientOptions = Omit<HttpClientOptions, "bearer" | "recorder">;

/** What a run says about its clients. */
type ClientFacts = Pick<LoadInput, "host" | "userAgent" | "runId" | "http" | "traceSample">;

/** What user types say about their clients. */
interface TypeSettings {
  readonly headers?: { readonly [name: string]: string };
  readonly cookies?: boolean;
}

/**
 * Gives each user the options of its client. What is equal for all users of a type with the same local address is one
 * object; the addresses are given out in turn.
 */
export function clientOptionsOf(
  input: ClientFacts,
  clock: Clock,
  { lease, spares }: { readonly lease?: Lease | undefined; readonly spares?: SpareChannels | undefined } = {},
): (type: TypeSettings) => ClientOptions {
  const known = new Map<TypeSettings, readonly ClientOptions[]>();
  const keptBodies = new KeptBodies(input.http.keptBodyBytes);
  const shared = { clock, lease, spares, keptBodies, traceparent: traceparents(input.traceSample) };
  let given = 0;
  return (type) => {
    let options = known.get(type);
    if (options === undefined) known.set(type, (options = optionsOf(type, input, shared)));
    return options[given++ % options.length]!;
  };
}

/** One for each local address. */
function optionsOf(
  type: TypeSettings,
  input: ClientFacts,
  shared: Pick<ClientOptions, "clock" | "lease" | "spares" | "keptBodies" | "traceparent">,
): ClientOptions[] {
  const { authorization, localAddresses = [], keptBodyBytes: _, ...http } = input.http;
  const isOwn = Object.keys(type.headers ?? {}).some((name) => name.toLowerCase() === "authorization");
  const headers = {
    "user-agent": input.userAgent,
    "x-load-test-run": input.runId,
    ...(authorization === undefined || isOwn ? {} : { authorization }),
    ...type.headers,
  };
  const options = { origin: input.host, headers, ...http, cookies: type.cookies ?? false, ...shared };
  return localAddresses.length === 0 ? [options] : localAddresses.map((localAddress) => ({ ...options, localAddress }));
}

import type { Clock } from "../ground/index.ts";
import type { CredentialSource } from "./credentials.ts";
import { Sha256 } from "./sha256.ts";

/** Headers by their lower-case names. */
export type Headers = { readonly [name: string]: string };

type Sign = (headers: Headers, body: string, date: Date) => Promise<Headers>;

/** Signs POST requests to the root of one address by AWS Signature Version 4, on a clock that can be corrected. */
export class RequestSigner {
  readonly #clock: Clock;
  readonly #load: () => Promise<Sign>;
  #sign: Promise<Sign> | undefined;
  #offsetMs = 0;

  constructor(address: URL, region: string, credentials: CredentialSource, clock: Clock) {
    this.#clock = clock;
    this.#load = () => loadSigner(address, region, credentials);
  }

  /** The headers to send: those given, with the date, the session token and the signature. */
  async sign(headers: Headers, body: string): Promise<Headers> {
    this.#sign ??= this.#load();
    return (await this.#sign)(headers, body, new Date(this.#clock.wallNow() + this.#offsetMs));
  }

  /** Takes the service's time from its `Date` header for all signatures to come; false when that is no time. */
  correctClock(dateHeader: string | null): boolean {
    const serviceMs = Date.parse(dateHeader ?? "");
    if (Number.isNaN(serviceMs)) return false;
    this.#offsetMs = serviceMs - this.#clock.wallNow();
    return true;
  }
}

/** Loaded with the first request, because it costs 60 ms of start-up. */
async function loadSigner(address: URL, region: string, credentials: CredentialSource): Promise<Sign> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const signer = new SignatureV4({
    service: "dynamodb",
    region,
    credentials: () => credentials.get(),
    sha256: Sha256,
  });
  const { protocol, hostname } = address;
  return async (headers, body, signingDate) => {
    const unsigned = { method: "POST", protocol, hostname, path: "/", query: {}, headers: { ...headers }, body };
    return (await signer.sign(unsigned, { signingDate })).headers;
  };
}

import type { Clock } from "../ground/index.ts";
import { type ConnectSettings, HttpAgent } from "../http/index.ts";

const requestTimeoutMs = 10_000;

/** A request as the SDK hands it over. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: { readonly [name: string]: string | readonly string[] | null };
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/**
 * Lets the AWS SDK send its requests as the rest of the kit does, so that certificates and proxies mean the same to
 * both. For a few requests: each opens its own connection, and none is left open.
 */
export class SdkHandler {
  readonly #connect: ConnectSettings | undefined;
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  constructor(connect: ConnectSettings | undefined, clock: Clock, timeoutMs = requestTimeoutMs) {
    this.#connect = connect;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  async handle(request: SdkRequest): Promise<{ response: SdkResponse }> {
    const agent = new HttpAgent({ ...this.#connect, clock: this.#clock, maxConnections: 1 });
    const { method, body } = request;
    // The agent counts the bytes itself.
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== "content-length"));
    try {
      const answer = await agent.send({
        method,
        url: urlOf(request),
        headers,
        ...(body === undefined ? {} : { body }),
        timeoutMs: this.#timeoutMs,
        // The SDK repeats what can be repeated.
        isRepeatable: false,
      });
      const fields = Object.fromEntries(answer.headers.entries().map(([name, value]) => [name.toLowerCase(), value]));
      return { response: { statusCode: answer.status, headers: fields, body: answer.body } };
    } finally {
      agent.close();
    }
  }

  /** The SDK's own settings of a handler mean nothing here. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  for (const [name, values] of Object.entries(query)) {
    for (const value of typeof values === "object" ? (values ?? [""]) : [values]) url.searchParams.append(name, value);
  }
  return url.href;
}

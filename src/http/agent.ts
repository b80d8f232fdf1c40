import { type Clock, exitCodes, KitError } from "../ground/index.ts";
import { ChannelPool } from "./channel-pool.ts";
import type { ChannelSettings } from "./channel.ts";
import { decodeBody } from "./content-encoding.ts";
import { type Fault, faults } from "./faults.ts";
import { limitsOf } from "./limits.ts";
import { type Network, networkOf } from "./network.ts";
import { httpOptions } from "./options.ts";
import { type Origin, originOf, urlOf } from "./origin.ts";
import {
  headerLines,
  hostLine,
  type RequestHeaders,
  requestHead,
  sharedHeaderLines,
  targetOf,
} from "./request-text.ts";
import type { ProxySettings } from "./proxy.ts";
import type { AnswerHeaders } from "./response-head.ts";
import { stoppedError } from "./stopped.ts";
import type { TlsSettings } from "./tls-profile.ts";
import { isIdempotent, Transfer } from "./transfer.ts";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** One object for many requests is turned into text once. */
  readonly headers?: RequestHeaders;
  /** The header of this name, which differs from request to request. */
  readonly authorization?: string;
  /** A text goes as UTF-8; bytes must not change before the response. */
  readonly body?: string | Uint8Array;
  /** From the moment a connection is free to the last byte. */
  readonly timeoutMs: number;
  /** True when sending it twice does no harm; default: by the method. */
  readonly isRepeatable?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The body, decompressed. */
  readonly body: Buffer;
}

export interface HttpAgentOptions {
  readonly clock: Clock;
  /** Connections to one origin at a time; further requests wait in line. */
  readonly maxConnections: number;
  readonly connectTimeoutMs?: number;
  readonly tls?: TlsSettings | undefined;
  readonly proxies?: ProxySettings | undefined;
}

interface Destination {
  readonly pool: ChannelPool;
  readonly target: string;
}

const noHeaders: RequestHeaders = {};

/** Addresses remembered with their destination; callers have a handful. */
const maxDestinations = 64;

/**
 * A plain keep-alive client for services behind the test: any status is a response; no redirects, no measuring. A
 * request without a response rejects with a KitError (exit code 5) whose cause has the system's code, if there was one.
 */
export class HttpAgent {
  readonly #network: Network;
  readonly #settings: ChannelSettings;
  readonly #maxConnections: number;
  readonly #pools = new Map<string, ChannelPool>();
  readonly #destinations = new Map<string, Destination>();
  #isClosed = false;

  constructor(options: HttpAgentOptions) {
    const { clock, maxConnections, connectTimeoutMs = httpOptions.connectTimeout.default, tls, proxies } = options;
    this.#network = networkOf(clock);
    this.#settings = {
      network: this.#network,
      limits: limitsOf(),
      connectTimeoutMs,
      tls,
      localAddress: undefined,
      proxies,
    };
    this.#maxConnections = maxConnections;
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    if (this.#isClosed) return Promise.reject(stoppedError());
    return new Promise((resolve, reject) => {
      const { method, url, headers = noHeaders, authorization, body, timeoutMs } = request;
      const { pool, target } = this.#destinationOf(url);
      const transfer = new AgentTransfer(request, pool.origin, target, resolve, reject);
      const host = hostLine(pool.origin.host, headers);
      transfer.bytes = typeof body === "string" ? Buffer.from(body) : (body ?? null);
      const length = transfer.bytes?.length ?? 0;
      const own = authorization === undefined ? "" : headerLines({ authorization });
      transfer.text = requestHead(pool, method, target, host, sharedHeaderLines(headers) + own, length);
      transfer.timeoutMs = timeoutMs;
      pool.send(transfer, this.#network.clock.now());
    });
  }

  /** Ends every connection; requests on their way and later ones reject (`isStopped`). */
  close(): void {
    this.#isClosed = true;
    for (const pool of this.#pools.values()) {
      for (const transfer of pool.close()) (transfer as AgentTransfer).reject(stoppedError());
    }
    this.#network.deadlines.rest();
  }

  #destinationOf(address: string): Destination {
    const known = this.#destinations.get(address);
    if (known !== undefined) return known;
    const url = urlOf(address);
    const destination = { pool: this.#poolTo(originOf(url)), target: targetOf(`${url.pathname}${url.search}`) };
    if (this.#destinations.size === maxDestinations) this.#destinations.clear();
    this.#destinations.set(address, destination);
    return destination;
  }

  #poolTo(origin: Origin): ChannelPool {
    let pool = this.#pools.get(origin.key);
    if (pool === undefined) {
      pool = new ChannelPool(origin, this.#settings, this.#maxConnections);
      this.#pools.set(origin.key, pool);
    }
    return pool;
  }
}

class AgentTransfer extends Transfer {
  readonly reject: (error: unknown) => void;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #what: string;

  constructor(
    { method, isRepeatable }: HttpRequest,
    origin: Origin,
    target: string,
    resolve: (response: HttpResponse) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.isBodyless = method === "HEAD";
    this.isRepeatable = isRepeatable ?? isIdempotent(method);
    this.reject = reject;
    this.#resolve = resolve;
    this.#what = `${method} ${origin.key}${target.split("?", 1)[0]}`;
  }

  override answered(): void {
    const { head, sentBody } = this;
    const body =
      head.contentEncoding === "" ? sentBody : decodeBody(head.contentEncoding, sentBody, limitsOf().maxBodyBytes);
    if (typeof body === "string") this.failed(body);
    else this.#resolve({ status: head.status, headers: head, body });
  }

  override withheld(): void {
    this.reject(stoppedError());
  }

  override failed(reason: string): void {
    const isFault = reason in faults;
    const message = `${this.#what}: the server ${isFault ? faults[reason as Fault] : `could not be reached (${reason})`}`;
    this.reject(
      new KitError(isFault ? (reason as Fault) : "PICKUP_HTTP_UNREACHABLE", message, {
        hint: "Check that the service runs and that its address and port are right.",
        exitCode: exitCodes.unreachable,
        ...(isFault ? {} : { cause: Object.assign(new Error(reason), { code: reason }) }),
      }),
    );
  }
}

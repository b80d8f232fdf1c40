import type { Clock, Lease } from "../ground/index.ts";
import type { Recorder } from "./answer.ts";
import type { HttpVersion } from "./channel.ts";
import type { KeptBodies } from "./kept-bodies.ts";
import type { ProxySettings } from "./proxy.ts";
import type { RequestHeaders } from "./request-text.ts";
import type { SpareChannels } from "./spare-channels.ts";
import type { TlsSettings } from "./tls-profile.ts";

/** Who a client is, where it sends and how, and where it reports. */
export interface HttpClientOptions {
  /** Scheme, host and port, and a path to stand before every other, if there is one. */
  readonly origin: string;
  /** Sent with every request. Share one object among clients: its text is then made once. */
  readonly headers?: RequestHeaders;
  /** From the send to the last byte, connecting and redirects included. */
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The user's current token; asked before each send, and off the latency clock when it takes time. */
  readonly bearer?: (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Share one object among clients: its certificates are then read once. */
  readonly tls?: TlsSettings | undefined;
  /** An address of this machine from which all connections are made. */
  readonly localAddress?: string | undefined;
  /** Share one object among clients. */
  readonly proxies?: ProxySettings | undefined;
  /** Hosts, other than this machine and the origin's, to which absolute addresses and redirects may lead; default: any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Once it is over nothing more is written, and what was to be rejects as after `stop`; left out: no such end. */
  readonly lease?: Lease | undefined;
  /** Connections of HTTP/1.1 outlive the client there; left out: they end with it. */
  readonly spares?: SpareChannels | undefined;
  /** 2: HTTP/2, by ALPN for https and by prior knowledge for http, over one session to each origin; default 1. */
  readonly version?: HttpVersion | undefined;
  /** Share one object among clients: it bounds what they keep together. */
  readonly keptBodies?: KeptBodies | undefined;
  /** Connections of HTTP/1.1 to one origin at a time; default 6, as in a browser. */
  readonly maxConnections?: number;
  readonly maxBodyBytes?: number;
  readonly maxRedirects?: number;
  /** Keeps the cookies of the servers and sends them back, for this client alone. */
  readonly cookies?: boolean;
  /** The `traceparent` of the next request, or null; left out: no request is traced. */
  readonly traceparent?: (() => string | null) | undefined;
}

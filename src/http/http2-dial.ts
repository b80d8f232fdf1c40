import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { DialSettings, Opening } from "./connection.ts";
import type { Origin } from "./origin.ts";
import type { Proxy } from "./proxy.ts";
import type { TlsProfile } from "./tls-profile.ts";
import { openTunnel } from "./tunnel.ts";

/** Told how dialling ended: once, and not at all after `destroy`. */
export interface DialListener {
  /** The socket speaks HTTP/2, by ALPN or, without TLS, by prior knowledge (RFC 9113, section 3). */
  dialled(socket: Socket, opening: Opening): void;
  /** `code` is a fault or the code of a system error. */
  failed(code: string): void;
}

/**
 * Makes a socket for an HTTP/2 session: name, TCP, a tunnel where there is a proxy, TLS. Unlike a {@link Connection} it
 * reads nothing itself, because `node:http2` takes the socket over.
 */
export class Http2Dial {
  readonly #origin: Origin;
  readonly #settings: DialSettings;
  readonly #proxy: Proxy | null;
  readonly #opening: Opening;
  #listener: DialListener | null;
  #socket: Socket | null = null;

  constructor(origin: Origin, settings: DialSettings, listener: DialListener) {
    const { network, proxies } = settings;
    this.#origin = origin;
    this.#settings = settings;
    this.#listener = listener;
    this.#proxy = network.proxyFor(origin, proxies);
    const startedMs = network.clock.now();
    this.#opening = { startedMs, resolvedMs: startedMs, connectedMs: startedMs, securedMs: startedMs };
    const addresses = network.dns.addressesOf(this.#peer.hostname);
    Promise.resolve(addresses).then(
      (found) => {
        this.#opening.resolvedMs = network.clock.now();
        this.#dial(found, 0);
      },
      (error: unknown) => this.#fail(codeOf(error)),
    );
  }

  /** Gives up; the listener hears nothing more. */
  destroy(): void {
    this.#listener = null;
    this.#socket?.destroy();
  }

  get #peer(): Origin {
    return this.#proxy?.origin ?? this.#origin;
  }

  get #tls(): TlsProfile {
    return this.#settings.network.tlsProfileOf(this.#settings.tls);
  }

  /** Tries the addresses one after the other, from `index` on, until one accepts. */
  #dial(addresses: readonly string[], index: number): void {
    if (this.#listener === null) return;
    const { localAddress, network } = this.#settings;
    const { hostname, port } = this.#peer;
    const host = addresses[index]!;
    const socket = connectPlain(localAddress === undefined ? { host, port } : { host, port, localAddress });
    network.count(socket);
    this.#socket = socket;
    const failed = (error: unknown) => {
      if (index + 1 < addresses.length) this.#dial(addresses, index + 1);
      else this.#fail(codeOf(error));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.off("error", failed);
      socket.setNoDelay(true);
      network.dns.prefer(hostname, host);
      this.#watch(socket);
      if (this.#proxy === null) this.#connected(socket);
      else openTunnel(socket, this.#origin, this.#proxy, () => this.#connected(socket));
    });
  }

  #connected(socket: Socket): void {
    this.#opening.connectedMs = this.#opening.securedMs = this.#settings.network.clock.now();
    if (this.#origin.isSecure) this.#secure(socket);
    else this.#finish(socket);
  }

  #secure(plain: Socket): void {
    const socket = connectTls({ ...this.#tls.handshakeWith(this.#origin, "h2"), socket: plain });
    this.#socket = socket;
    this.#watch(socket);
    socket.on("session", (session) => this.#tls.sessions.set(this.#origin.key, session));
    socket.once("secureConnect", () => {
      this.#opening.securedMs = this.#settings.network.clock.now();
      if (socket.alpnProtocol === "h2") this.#finish(socket);
      else this.#fail("PICKUP_HTTP_NOT_HTTP2");
    });
  }

  /** Until the socket is handed on, whatever ends it ends the dialling. */
  #watch(socket: Socket): void {
    socket.on("error", (error) => this.#fail(codeOf(error)));
    socket.on("close", () => this.#fail("PICKUP_HTTP_CONNECTION_FAILED"));
  }

  #finish(socket: Socket): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.dialled(socket, this.#opening);
  }

  #fail(code: string): void {
    const listener = this.#listener;
    this.destroy();
    listener?.failed(code);
  }
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  // A server that takes part in ALPN and has no h2 to offer ends the handshake with this alert.
  if (code === "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL") return "PICKUP_HTTP_NOT_HTTP2";
  return typeof code === "string" ? code : "PICKUP_HTTP_CONNECTION_FAILED";
}

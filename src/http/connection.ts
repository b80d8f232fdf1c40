import { connect as connectPlain, type Socket, type SocketConstructorOpts } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { type DirectWriter, maxDirectLength } from "./direct-write.ts";
import type { Network } from "./network.ts";
import type { Origin } from "./origin.ts";
import type { Proxy, ProxySettings } from "./proxy.ts";
import type { TlsProfile, TlsSettings } from "./tls-profile.ts";
import { openTunnel } from "./tunnel.ts";

/** How connections are made. */
export interface DialSettings {
  readonly network: Network;
  readonly tls: TlsSettings | undefined;
  /** An address of this machine; undefined: as the operating system likes. */
  readonly localAddress: string | undefined;
  readonly proxies: ProxySettings | undefined;
}

/** Told what happens on a connection; nothing more after `closed` or after the connection was destroyed. */
export interface ConnectionListener {
  opened(opening: Opening): void;
  /** `buffer[0, length)` holds what came. The buffer is shared by the whole thread: take what you need before returning. */
  received(buffer: Buffer, length: number): void;
  /** All of a long text, which the operating system did not take at once, is on its way. */
  flushed(): void;
  /** The other side has said its last word. */
  ended(): void;
  /** The connection is gone; `code` names the error (`ECONNREFUSED`), null when there was none. */
  closed(code: string | null): void;
}

/** When a connection was asked for and when each step was done, in milliseconds of the clock; equal when a step was skipped. */
export interface Opening {
  startedMs: number;
  resolvedMs: number;
  connectedMs: number;
  securedMs: number;
}

/** Stands where an opening was, once it was handed on: idle connections are many. */
const spent: Opening = { startedMs: 0, resolvedMs: 0, connectedMs: 0, securedMs: 0 };

let sharedReadBuffer: Buffer | undefined;

/**
 * A TCP or TLS connection and nothing else: bytes out, bytes in. All connections of a thread read into one buffer, so
 * an idle one holds no memory for bytes that may never come.
 */
export class Connection {
  readonly #origin: Origin;
  readonly #settings: DialSettings;
  #listener: ConnectionListener | null;
  #socket: Socket | null = null;
  #opening: Opening;
  /** False while a direct write is going on; the socket knows of its own. */
  #isFlushed = true;

  /** Starts connecting, to the origin itself or to the proxy on the way to it. */
  constructor(origin: Origin, settings: DialSettings, listener: ConnectionListener) {
    const { network } = settings;
    this.#origin = origin;
    this.#settings = settings;
    this.#listener = listener;
    const startedMs = network.clock.now();
    this.#opening = { startedMs, resolvedMs: startedMs, connectedMs: startedMs, securedMs: startedMs };
    const addresses = network.dns.addressesOf(this.#peer.hostname);
    if (addresses instanceof Promise) {
      addresses.then(
        (found) => {
          this.#opening.resolvedMs = network.clock.now();
          this.#dial(found, 0);
        },
        (error: unknown) => this.#close(codeOf(error)),
      );
    } else {
      this.#dial(addresses, 0);
    }
  }

  /** Whom the socket is connected to. */
  get #peer(): Origin {
    return this.#proxy?.origin ?? this.#origin;
  }

  get #proxy(): Proxy | null {
    return this.#settings.network.proxyFor(this.#origin, this.#settings.proxies);
  }

  get #tls(): TlsProfile {
    return this.#settings.network.tlsProfileOf(this.#settings.tls);
  }

  /** True when everything written has been handed to the operating system. */
  get isFlushed(): boolean {
    return this.#isFlushed && this.#socket?.writableLength === 0;
  }

  /** True when it broke and `closed` is on its way. */
  get isGone(): boolean {
    return this.#socket?.destroyed === true;
  }

  /**
   * Sends a text of bytes (latin1), and then `body`, which must stay as it is until all is flushed. Only once the
   * connection is open, and all that was sent before is flushed.
   */
  write(text: string, body: Uint8Array | null): void {
    const socket = this.#socket;
    if (socket === null) return;
    const { directWriter } = this.#settings.network;
    if (directWriter !== null && text.length <= maxDirectLength && !this.#origin.isSecure) {
      this.#writeDirectly(directWriter, socket, text, body);
    } else if (!writeToStream(socket, text, body)) {
      socket.once("drain", () => this.#listener?.flushed());
    }
  }

  #writeDirectly(writer: DirectWriter, socket: Socket, text: string, body: Uint8Array | null): void {
    const request = writer.write(socket, text, body);
    if (request === null) return;
    this.#isFlushed = false;
    writer.await(request, socket, () => {
      this.#isFlushed = true;
      this.#listener?.flushed();
    });
  }

  /** Ends the connection at once; the listener hears nothing more. */
  destroy(): void {
    this.#listener = null;
    this.#socket?.destroy();
  }

  /** Tries the addresses one after the other, from `index` on, until one accepts. */
  #dial(addresses: readonly string[], index: number): void {
    if (this.#listener === null) return;
    const { isSecure } = this.#origin;
    const address = addresses[index]!;
    const tunnel = isSecure ? this.#proxy : null;
    const socket = this.#socketTo(address, tunnel !== null);
    this.#settings.network.count(socket);
    this.#writeTo(socket);
    let isConnected = false;
    let isHandedOver = false;
    socket.once("connect", () => {
      isConnected = true;
      this.#connected();
      this.#settings.network.dns.prefer(this.#peer.hostname, address);
      socket.setNoDelay(true);
      if (!isSecure) this.#open();
      if (tunnel === null) return;
      openTunnel(socket, this.#origin, tunnel, () => {
        isHandedOver = true;
        this.#secureTunnel(socket);
      });
    });
    if (isSecure && tunnel === null) this.#watchHandshake(socket as TLSSocket);
    socket.on("end", () => isHandedOver || this.#listener?.ended());
    socket.on("error", leaveToClose);
    socket.on("close", () => {
      if (isHandedOver) return;
      if (!isConnected && index + 1 < addresses.length) this.#dial(addresses, index + 1);
      else this.#close(endOf(socket));
    });
  }

  #socketTo(host: string, isTunnel: boolean): Socket {
    const { localAddress } = this.#settings;
    const { port } = this.#peer;
    const place = localAddress === undefined ? { host, port } : { host, port, localAddress };
    // What a proxy says to a tunnel is no answer.
    if (isTunnel) return connectPlain(place);
    sharedReadBuffer ??= Buffer.allocUnsafeSlow(65_536);
    const onread = {
      buffer: sharedReadBuffer,
      callback: (length: number, buffer: Uint8Array) => {
        this.#listener?.received(buffer as Buffer, length);
        return true;
      },
    };
    if (!this.#origin.isSecure) return connectPlain({ ...place, onread });
    // Node's types leave out that a TLS socket takes `onread` too (documented at tls.connect).
    const options: ConnectionOptions & Pick<SocketConstructorOpts, "onread"> = {
      ...this.#tlsOptions(),
      ...place,
      onread,
    };
    return connectTls(options);
  }

  /** An encoding that is named at every write would be looked up at every write. */
  #writeTo(socket: Socket): void {
    this.#socket = socket.setDefaultEncoding("latin1");
  }

  /** Speaks TLS with the origin through a tunnel; Node gives such a socket no read buffer of ours. */
  #secureTunnel(tunnel: Socket): void {
    this.#connected();
    const socket = connectTls({ ...this.#tlsOptions(), socket: tunnel });
    this.#writeTo(socket);
    this.#watchHandshake(socket);
    socket.on("data", (bytes) => this.#listener?.received(bytes, bytes.length));
    socket.on("end", () => this.#listener?.ended());
    socket.on("error", leaveToClose);
    socket.on("close", () => this.#close(endOf(socket)));
  }

  #tlsOptions(): ConnectionOptions {
    return this.#tls.handshakeWith(this.#origin, "http/1.1");
  }

  #connected(): void {
    this.#opening.connectedMs = this.#opening.securedMs = this.#settings.network.clock.now();
  }

  #watchHandshake(socket: TLSSocket): void {
    socket.once("secureConnect", () => {
      this.#opening.securedMs = this.#settings.network.clock.now();
      this.#open();
    });
    socket.on("session", (session) => this.#tls.sessions.set(this.#origin.key, session));
  }

  #open(): void {
    const opening = this.#opening;
    this.#opening = spent;
    this.#listener?.opened(opening);
  }

  #close(code: string | null): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.closed(code);
  }
}

/** In one piece, as it would be from one buffer; false when the socket keeps some of it. */
function writeToStream(socket: Socket, text: string, body: Uint8Array | null): boolean {
  if (body === null) return socket.write(text);
  socket.cork();
  socket.write(text);
  const isTaken = socket.write(body);
  socket.uncork();
  return isTaken;
}

/** An error closes the socket, which keeps it. */
function leaveToClose(): void {}

/** Why a socket was closed; null: without an error. */
function endOf({ errored }: Socket): string | null {
  return errored === null ? null : codeOf(errored);
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "PICKUP_HTTP_CONNECTION_FAILED";
}

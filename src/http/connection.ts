import { connect as connectPlain, isIP, type Socket, type SocketConstructorOpts } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Network } from "./network.ts";
import type { Origin } from "./origin.ts";
import type { TlsProfile } from "./tls-profile.ts";

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
  readonly #network: Network;
  readonly #tls: TlsProfile | null;
  #listener: ConnectionListener | null;
  #socket: Socket | null = null;
  #opening: Opening;

  /** Starts connecting; `tls` is used when the origin is secure. */
  constructor(origin: Origin, network: Network, tls: TlsProfile | null, listener: ConnectionListener) {
    this.#origin = origin;
    this.#network = network;
    this.#tls = tls;
    this.#listener = listener;
    const startedMs = network.clock.now();
    this.#opening = { startedMs, resolvedMs: startedMs, connectedMs: startedMs, securedMs: startedMs };
    const addresses = network.dns.addressesOf(origin.hostname);
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

  /** True when everything written has been handed to the operating system. */
  get isFlushed(): boolean {
    return this.#socket?.writableLength === 0;
  }

  /** Sends a text of bytes (latin1). Only once the connection is open. */
  write(text: string): void {
    const socket = this.#socket;
    if (socket === null || socket.write(text, "latin1")) return;
    socket.once("drain", () => this.#listener?.flushed());
  }

  /** Ends the connection at once; the listener hears nothing more. */
  destroy(): void {
    this.#listener = null;
    this.#socket?.destroy();
  }

  /** Tries the addresses one after the other, from `index` on, until one accepts. */
  #dial(addresses: readonly string[], index: number): void {
    if (this.#listener === null) return;
    const address = addresses[index]!;
    const socket = this.#socketTo(address);
    this.#socket = socket;
    let code: string | null = null;
    let isConnected = false;
    socket.once("connect", () => {
      isConnected = true;
      this.#opening.connectedMs = this.#opening.securedMs = this.#network.clock.now();
      this.#network.dns.prefer(this.#origin.hostname, address);
      socket.setNoDelay(true);
      if (!this.#origin.isSecure) this.#open();
    });
    if (this.#origin.isSecure) this.#watchHandshake(socket as TLSSocket);
    socket.on("end", () => this.#listener?.ended());
    socket.on("error", (error) => (code ??= codeOf(error)));
    socket.on("close", () => {
      if (!isConnected && index + 1 < addresses.length) this.#dial(addresses, index + 1);
      else this.#close(code);
    });
  }

  #socketTo(address: string): Socket {
    const { hostname, port, isSecure, key } = this.#origin;
    sharedReadBuffer ??= Buffer.allocUnsafeSlow(65_536);
    const onread = {
      buffer: sharedReadBuffer,
      callback: (length: number, buffer: Uint8Array) => {
        this.#listener?.received(buffer as Buffer, length);
        return true;
      },
    };
    if (!isSecure || this.#tls === null) return connectPlain({ host: address, port, onread });
    const { context, isInsecure, sessions } = this.#tls;
    const session = sessions.get(key);
    // Node's types leave out that a TLS socket takes `onread` too (documented at tls.connect).
    const options: ConnectionOptions & Pick<SocketConstructorOpts, "onread"> = {
      host: address,
      port,
      onread,
      servername: isIP(hostname) === 0 ? hostname : "",
      secureContext: context,
      rejectUnauthorized: !isInsecure,
      ALPNProtocols: ["http/1.1"],
      ...(session === undefined ? {} : { session }),
    };
    return connectTls(options);
  }

  #watchHandshake(socket: TLSSocket): void {
    socket.once("secureConnect", () => {
      this.#opening.securedMs = this.#network.clock.now();
      this.#open();
    });
    socket.on("session", (session) => this.#tls?.sessions.set(this.#origin.key, session));
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

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "PICKUP_HTTP_CONNECTION_FAILED";
}

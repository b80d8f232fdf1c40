import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext, type SecureContext } from "node:tls";
import type { Origin } from "./origin.ts";

/** How a server's certificate is judged and which one is shown to it. Left out: the certificates Node trusts. */
export interface TlsSettings {
  /** Certificates (PEM) trusted instead of the ones that come with Node. */
  readonly ca?: string | Buffer;
  /** The client's own certificate and key (PEM). */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** Takes any certificate. The run must say so in its report. */
  readonly isInsecure?: boolean;
}

/** What all connections with the same settings share: the parsed certificates, and the last session of each origin. */
export class TlsProfile {
  readonly context: SecureContext;
  readonly isInsecure: boolean;
  /** By the key of the origin; a session makes the next handshake shorter. */
  readonly sessions = new Map<string, Buffer>();

  constructor({ ca, cert, key, isInsecure }: TlsSettings) {
    this.isInsecure = isInsecure ?? false;
    this.context = createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    });
  }

  /** What a handshake with an origin is made of; `protocol` is the one the client speaks (ALPN). */
  handshakeWith({ hostname, key }: Origin, protocol: "http/1.1" | "h2"): ConnectionOptions {
    const session = this.sessions.get(key);
    return {
      servername: isIP(hostname) === 0 ? hostname : "",
      // Node checks the certificate against this when it has no servername, as in a tunnel to an address.
      host: hostname,
      secureContext: this.context,
      rejectUnauthorized: !this.isInsecure,
      ALPNProtocols: [protocol],
      ...(session === undefined ? {} : { session }),
    };
  }
}

import { connect } from "node:tls";
import type { Clock } from "../ground/index.ts";
import { networkOf } from "./network.ts";
import type { TlsSettings } from "./tls-profile.ts";

/** What a server shows of itself in a TLS handshake. */
export interface ServerCertificate {
  /** `TLSv1.3` */
  readonly protocol: string;
  readonly subject: string;
  /** When the certificate ends, ms since 1970. */
  readonly endsAtMs: number;
  /** Why it is not trusted, as OpenSSL or Node name it; null: it is. */
  readonly distrust: string | null;
}

/**
 * The certificate of the server at an https address, trusted or not, by a handshake of our own; no proxy is used. A code
 * of the system when there is none: no connection, no TLS.
 */
export function certificateOf(
  address: string,
  options: { readonly tls: TlsSettings | undefined; readonly timeoutMs: number; readonly clock: Clock },
): Promise<ServerCertificate | string> {
  const network = networkOf(options.clock);
  const { origin } = network.homeOf(address);
  const handshake = network.tlsProfileOf(options.tls).handshakeWith(origin, "http/1.1");
  return new Promise((resolve) => {
    const done = (found: ServerCertificate | string) => {
      timer.cancel();
      socket.destroy();
      resolve(found);
    };
    const timer = options.clock.after(options.timeoutMs, () => done("PICKUP_HTTP_CONNECT_TIMEOUT"));
    // A session of before would spare the server its certificate.
    const { session: _, ...fresh } = handshake;
    const socket = connect({ ...fresh, port: origin.port, rejectUnauthorized: false }, () => {
      const { subject, valid_to } = socket.getPeerCertificate();
      done({
        protocol: socket.getProtocol() ?? "unknown",
        subject: String(subject?.CN ?? origin.hostname),
        endsAtMs: Date.parse(valid_to),
        distrust: socket.authorized ? null : String(socket.authorizationError ?? "unknown"),
      });
    });
    socket.on("error", ({ code, message }: NodeJS.ErrnoException) => done(code ?? message));
  });
}

import type { Socket } from "node:net";
import type { Origin } from "./origin.ts";
import type { Proxy } from "./proxy.ts";

const maxAnswerBytes = 65_536;

/**
 * Asks a proxy at the other end of `socket` for a way through to `origin` (CONNECT, RFC 9110, section 9.3.6) and calls
 * `opened` once it stands; a proxy that refuses ends the socket with the error `PICKUP_HTTP_PROXY_REFUSED`.
 */
export function openTunnel(socket: Socket, origin: Origin, proxy: Proxy, opened: () => void): void {
  const hostname = origin.hostname.includes(":") ? `[${origin.hostname}]` : origin.hostname;
  const authority = `${hostname}:${origin.port}`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${proxy.authorizationLine}\r\n`, "latin1");
  let answer = "";
  const read = (bytes: Buffer) => {
    answer += bytes.toString("latin1");
    const end = answer.indexOf("\r\n\r\n");
    if (end < 0 && answer.length < maxAnswerBytes) return;
    socket.off("data", read);
    socket.pause();
    const early = answer.slice(end + 4);
    // Only in clear text, by HTTP/2, has the server behind it something to say before it is greeted.
    const isOpen = /^HTTP\/1\.[01] 2\d\d[ \r]/.test(answer) && end > 0 && (early === "" || !origin.isSecure);
    if (!isOpen) {
      socket.destroy(Object.assign(new Error("the proxy refused"), { code: "PICKUP_HTTP_PROXY_REFUSED" }));
      return;
    }
    if (early !== "") socket.unshift(Buffer.from(early, "latin1"));
    opened();
  };
  socket.on("data", read);
}

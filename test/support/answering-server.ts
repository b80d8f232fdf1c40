import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import type { AddressInfo } from "node:net";

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Head and body, one latin1 character for each byte. */
  readonly text: string;
  readonly body: string;
  /** How many requests came before on the same connection. */
  readonly index: number;
  readonly socket: Socket;
}

/** What to write back: the bytes of an answer as latin1, or null when the handler writes by itself or not at all. */
export type Reply = string | null;

export interface AnsweringServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly requests: WireRequest[];
  readonly sockets: Socket[];
}

/** A server on a free port of 127.0.0.1 that answers with exactly the bytes a test wants, right or wrong. */
export async function answeringServer(
  reply: (request: WireRequest) => Reply,
  tls?: TlsOptions,
): Promise<AnsweringServer> {
  const requests: WireRequest[] = [];
  const sockets: Socket[] = [];
  const serve = (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => socket.destroy());
    readRequests(socket, (request) => {
      requests.push(request);
      const text = reply(request);
      if (text !== null) socket.write(text, "latin1");
    });
  };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer with a content-length. */
export function answerText(body: string, head = "HTTP/1.1 200 OK\r\n"): string {
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
}

function readRequests(socket: Socket, take: (request: WireRequest) => void): void {
  let pending = "";
  let index = 0;
  socket.on("data", (bytes: Buffer) => {
    pending += bytes.toString("latin1");
    for (let end = endOf(pending); end > 0; end = endOf(pending)) {
      const text = pending.slice(0, end);
      pending = pending.slice(end);
      const [method = "", path = ""] = text.split(" ", 2);
      take({ method, path, text, body: text.slice(text.indexOf("\r\n\r\n") + 4), index: index++, socket });
    }
  });
}

function endOf(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return -1;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? "0";
  const end = head + 4 + Number(length);
  return end <= text.length ? end : -1;
}

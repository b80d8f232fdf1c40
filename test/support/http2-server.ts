import {
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** A request as the server saw it. */
export interface StreamRequest {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  /** How many came before it. */
  readonly index: number;
}

export interface RunningHttp2Server extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly requests: StreamRequest[];
  readonly sessions: ServerHttp2Session[];
}

/** Speaks HTTP/2 on a port of 127.0.0.1, over TLS when there is a certificate; `answer` answers each stream. */
export async function http2Server(
  answer: (request: StreamRequest) => void,
  options: ServerOptions & { readonly key?: string; readonly cert?: string } = {},
): Promise<RunningHttp2Server> {
  const server: Http2Server = options.cert === undefined ? createServer(options) : createSecureServer(options);
  const sessions: ServerHttp2Session[] = [];
  const requests: StreamRequest[] = [];
  server.on("session", (session) => {
    sessions.push(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    const request = { stream, headers, path: headers[":path"] ?? "", index: requests.length };
    requests.push(request);
    answer(request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${options.cert === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

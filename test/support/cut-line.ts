import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line to a server of this machine that can be cut: then nothing goes through, and nobody gets a connection. */
export interface CutLine extends AsyncDisposable {
  readonly url: string;
  cut(): void;
  mend(): void;
}

/** Lays a line to the server at `url`. */
export async function cutLineTo(url: string): Promise<CutLine> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
    return socket;
  };
  const cutAll = () => sockets.forEach((socket) => socket.destroy());
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = keep(connect(Number(port), hostname));
    far.on("close", () => near.destroy());
    keep(near).on("close", () => far.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      cutAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

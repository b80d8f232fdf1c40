import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy that opens every tunnel to one port of this machine, or answers with what it is given. */
export async function tunnellingProxy(port: number, refusal?: string) {
  const heads: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.once("data", (bytes) => {
      heads.push(bytes.toString("latin1"));
      if (refusal !== undefined) return socket.end(refusal);
      const through = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"));
      sockets.push(through.on("error", () => {}));
      return through.pipe(socket).pipe(through);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    heads,
    address: `http://me:secret@127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

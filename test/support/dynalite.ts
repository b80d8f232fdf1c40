import { once } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: {
  createTableMs: number;
  deleteTableMs: number;
}) => Server;

export interface RunningServer extends AsyncDisposable {
  readonly endpoint: string;
}

/** A DynamoDB in this process, in memory, on a free port. */
export async function startDynalite(): Promise<RunningServer> {
  return listening(dynalite({ createTableMs: 5, deleteTableMs: 5 }));
}

export async function listening(server: Server): Promise<RunningServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface CountingServer extends AsyncDisposable {
  readonly origin: string;
  /** Requests the server has seen since its start, by its own count. */
  requests(): Promise<number>;
}

/** A server in a process of its own; `GET /5-200` is answered after 5 to 200 ms. */
export async function countingServer(): Promise<CountingServer> {
  const child = fork(fileURLToPath(new URL("counting-service.ts", import.meta.url)), { execArgv: [] });
  const ended = once(child, "exit");
  const [port] = (await once(child, "message")) as [number];
  return {
    origin: `http://127.0.0.1:${port}`,
    async requests() {
      child.send("count");
      const [count] = (await once(child, "message")) as [number];
      return count;
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}

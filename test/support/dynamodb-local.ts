import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { RunningServer } from "./dynalite.ts";
import { until } from "./processes.ts";

/** Amazon's DynamoDB Local in a process of its own, in memory, on a free port. */
export async function startDynamodbLocal(): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn("scripts/dynamodb-local", [String(port)], { stdio: "ignore" });
  const ended = once(child, "close");
  const endpoint = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  await until("DynamoDB Local answers", answers, 30_000);
  return {
    endpoint,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

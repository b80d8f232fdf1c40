import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What the server itself knows. */
export interface DelayLog {
  /** Of any path. */
  readonly requests: number;
  /** Milliseconds from the read of each `GET /delayed` to the write of its answer. */
  readonly delays: readonly number[];
}

export interface DelayingServer extends AsyncDisposable {
  readonly origin: string;
  /**
   * Stops its process (SIGSTOP) for so long: connections stay, nothing is read or answered. Resolves to how long it was;
   * this process may be held up meanwhile.
   */
  stall(stallMs: number): Promise<number>;
  /** What was logged since the last call. */
  takeLog(): Promise<DelayLog>;
}

const service = fileURLToPath(new URL("delaying-service.ts", import.meta.url));

/** A server in a process of its own, on this core if one is named, with delays that it draws from a seed and logs. */
export async function startDelayingServer(seed: string, core?: string): Promise<DelayingServer> {
  const node = [process.execPath, service, seed];
  const [program, ...args] = core === undefined ? node : ["taskset", "-c", core, ...node];
  const child = spawn(program!, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const [port] = (await once(child, "message")) as [number];
  return {
    origin: `http://127.0.0.1:${port}`,
    async stall(stallMs) {
      const startMs = performance.now();
      child.kill("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, stallMs));
      child.kill("SIGCONT");
      return performance.now() - startMs;
    },
    async takeLog() {
      child.send("log");
      const [log] = (await once(child, "message")) as [DelayLog];
      return log;
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}

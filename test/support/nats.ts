import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "./processes.ts";

export interface NatsServer {
  /** `nats://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends the process at once; what it stored stays. */
  kill(): Promise<void>;
  /** Starts it again on its port, with what it stored. */
  start(): Promise<void>;
}

/** A nats-server on a free port, ended after the test; with JetStream unless `args` say otherwise. */
export async function startNats(t: TestContext, args: readonly string[] = ["-js"]): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), "pickup-nats-"));
  let process: ChildProcess | undefined;
  let port = "-1";
  const start = async () => {
    const place = ["-a", "127.0.0.1", "-p", port, "-sd", join(folder, "store"), "--ports_file_dir", folder];
    process = spawn("nats-server", [...args, ...place], { stdio: "ignore" });
    const portsFile = join(folder, `nats-server_${process.pid}.ports`);
    await until("nats-server listens", () => portsIn(portsFile) !== null, 10_000);
    port = portsIn(portsFile)!;
  };
  const kill = async () => {
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, "exit");
    process.kill("SIGKILL");
    await gone;
  };
  t.after(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    get url() {
      return `nats://127.0.0.1:${port}`;
    },
    kill,
    start,
  };
}

function portsIn(file: string): string | null {
  if (globSync(file).length === 0) return null;
  return /nats:\/\/[^:"]+:(\d+)/.exec(readFileSync(file, "utf8"))?.[1] ?? null;
}

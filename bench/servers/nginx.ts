import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BenchServer extends AsyncDisposable {
  readonly origin: string;
}

const bodyBytes = 2400;

/** An nginx with one process, pinned to a core, that answers every path with 2.4 KB of JSON; each token has its own. */
export async function startNginx(core: number): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "bench-nginx-"));
  const port = await freePort();
  const config = join(folder, "nginx.conf");
  writeFileSync(config, configText(folder, port));
  const child = spawn("taskset", ["-c", String(core), "nginx", "-c", config, "-p", folder], { stdio: "inherit" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await untilListening(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function configText(folder: string, port: number): string {
  const filler = "x".repeat(bodyBytes);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 40000; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  ${places.map((place) => `${place}_temp_path ${folder}/${place};`).join("\n  ")}
  server {
    listen 127.0.0.1:${port} backlog=16384;
    location / {
      default_type application/json;
      return 200 '{"user":"$http_authorization","continueWatching":["${filler}"]}';
    }
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nginx does not listen on port ${port}`);
}

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface BenchServer extends AsyncDisposable {
  readonly origin: string;
  readonly pid: number;
  /** How many requests it has answered since its start; asking is one itself. */
  requests(): Promise<number>;
}

export interface NginxOptions {
  /** True for https with a self-signed certificate. */
  readonly isSecure?: boolean;
  /** The body for each value of the Authorization header; others get 2.4 KB of JSON with that value in it. */
  readonly bodies?: ReadonlyMap<string, string>;
}

const bodyBytes = 2400;
const statusPath = "/nginx-status";

/** An nginx with one process, pinned to a core, that answers every path with 2.4 KB of JSON; each token has its own. */
export async function startNginx(core: number, options: NginxOptions = {}): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "bench-nginx-"));
  const [port, statusPort] = [await freePort(), await freePort()];
  if (options.isSecure === true) writeCertificate(folder);
  const config = join(folder, "nginx.conf");
  writeFileSync(config, configText(folder, port, statusPort, options));
  const child = spawn("taskset", ["-c", String(core), "nginx", "-c", config, "-p", folder], { stdio: "inherit" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await untilListening(port);
  return {
    origin: `${options.isSecure === true ? "https" : "http"}://127.0.0.1:${port}`,
    pid: child.pid!,
    requests: () => requestsOf(statusPort),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function configText(folder: string, port: number, statusPort: number, { isSecure, bodies }: NginxOptions): string {
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
  ${mapOf(bodies ?? new Map())}
  server {
    listen 127.0.0.1:${port}${isSecure === true ? " ssl" : ""} backlog=16384;
    ${isSecure === true ? `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;` : ""}
    location / {
      default_type application/json;
      return 200 $body;
    }
  }
  server {
    listen 127.0.0.1:${statusPort};
    location = ${statusPath} { stub_status; }
  }
}
`;
}

function mapOf(bodies: ReadonlyMap<string, string>): string {
  const filler = "x".repeat(bodyBytes);
  const lines = [...bodies].map(([authorization, body]) => `    "${authorization}" '${body}';`);
  return `map_hash_max_size 65536;
  map_hash_bucket_size 1024;
  map $http_authorization $body {
    default '{"user":"$http_authorization","continueWatching":["${filler}"]}';
${lines.join("\n")}
  }`;
}

function writeCertificate(folder: string): void {
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync("openssl", ["req", "-x509", ...key, ...subject, ...files], { stdio: "ignore" });
}

async function requestsOf(statusPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${statusPort}${statusPath}`);
  const [, requests] = /^ \d+ \d+ (\d+)/m.exec(await answer.text())!;
  return Number(requests);
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

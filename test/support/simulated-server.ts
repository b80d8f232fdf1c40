import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Comparison, ErrorBody, FromServer, RunListEntry, RunView } from "../../src/web/protocol.ts";
import { buildPage, pageFolder } from "../../scripts/build-page.ts";
import { simulatedPage } from "./simulated-form.ts";
import type { SimulatedView } from "./simulated-view.ts";

/** As the real server sends it: nothing inline. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const types: { readonly [ending: string]: string } = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  css: "text/css",
};

/** What a scripted server answers. */
export interface SimulatedServer extends AsyncDisposable {
  readonly url: string;
  /** Bodies of the POST requests, the latest last. */
  readonly orders: { readonly path: string; readonly body: unknown }[];
  /** Sends the next seconds of the run to all who listen. */
  tick(seconds?: number): void;
  /** Shows another run, or none. */
  show(run: SimulatedView | null): void;
  /** Sends a view as it is. */
  snapshot(view: RunView | null): void;
  /** The next order gets this answer instead. */
  refuseNext(status: number, body: ErrorBody): void;
}

/** Serves the built page and plays a run that the test moves on second by second. */
export async function startSimulatedServer(
  run: SimulatedView | null = null,
  runs: readonly SimulatedView[] = [],
): Promise<SimulatedServer> {
  await buildPage();
  let [shown, seq] = [run?.view ?? null, 1];
  let playing = run;
  let refusal: { status: number; body: ErrorBody } | null = null;
  const orders: { path: string; body: unknown }[] = [];
  const streams = new Set<ServerResponse>();
  const missed: FromServer[] = [];
  const message = <Part extends object>(part: Part) => ({
    version: 1 as const,
    seq: ++seq,
    sentAtMs: Date.now(),
    ...part,
  });
  const snapshotNow = () => ({
    version: 1 as const,
    seq,
    sentAtMs: Date.now(),
    type: "snapshot" as const,
    view: shown,
  });
  const tell = (told: FromServer) => {
    missed.push(told);
    for (const stream of streams) stream.write(`id: ${told.seq}\ndata: ${JSON.stringify(told)}\n\n`);
  };
  const show = (view: RunView | null) => {
    shown = view;
    tell(message({ type: "snapshot" as const, view }));
  };

  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, "http://127.0.0.1");
    response.setHeader("content-security-policy", contentSecurityPolicy);
    if (request.method === "POST") return take(pathname, await textOf(request), response);
    if (pathname === "/api/events" || pathname === "/api/poll") {
      if (pathname === "/api/poll") {
        const after = searchParams.get("after");
        const messages = after === null ? [snapshotNow()] : missed.filter((told) => told.seq > Number(after));
        return sendJson(response, { version: 1, messages });
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`id: ${seq}\ndata: ${JSON.stringify(snapshotNow())}\n\n`);
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    }
    if (pathname === "/api/page")
      return sendJson(response, simulatedPage(shown === null ? null : { id: shown.run.id, state: shown.state }));
    if (pathname === "/api/runs/compare") return sendJson(response, comparisonOf(runs[0]!.view, runs[1]!.view));
    if (pathname === "/api/runs")
      return sendJson(response, [...(shown === null ? [] : [shown]), ...runs.map(({ view }) => view)].map(entryOf));
    const id = /^\/api\/runs\/([^/]+)\/view$/.exec(pathname)?.[1];
    const found = [...runs.map(({ view }) => view), ...(shown === null ? [] : [shown])].find(
      (view) => view.run.id === id,
    );
    if (found !== undefined) return sendJson(response, found);
    sendFile(response, pathname === "/" ? "index.html" : pathname.slice(1));
  }
  function take(path: string, text: string, response: ServerResponse): void {
    orders.push({ path, body: JSON.parse(text || "null") });
    const refused = refusal;
    refusal = null;
    if (refused !== null) return sendJson(response, refused.body, refused.status);
    sendJson(response, { version: 1, run: shown?.run.id ?? "", state: "running" }, 202);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const closeStreams = () => {
    for (const stream of streams) stream.destroy();
    streams.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    orders,
    tick(seconds = 1) {
      for (let second = 0; second < seconds; second++) {
        const tick = playing!.tick();
        shown = playing!.view;
        tell(message({ type: "tick" as const, run: shown.run.id, tick }));
      }
    },
    show(next) {
      playing = next;
      show(next?.view ?? null);
    },
    snapshot: show,
    refuseNext(status, body) {
      refusal = { status, body };
    },
    async [Symbol.asyncDispose]() {
      closeStreams();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendFile(response: ServerResponse, name: string): void {
  const file = join(pageFolder, name);
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": types[name.split(".").at(-1)!] ?? "text/plain" });
  createReadStream(file).pipe(response);
}

export function entryOf(view: RunView): RunListEntry {
  const { run, seconds, total } = view;
  return {
    id: run.id,
    startedAtMs: run.startedAtMs,
    verdict: view.state === "running" ? "running" : "passed",
    host: run.host,
    users: run.users,
    durationSeconds: seconds,
    requests: total.requests,
    failures: total.failures,
    requestsPerSecond: total.requests / Math.max(1, seconds),
    p50Ms: total.medianMs,
    p95Ms: total.p95Ms,
    p99Ms: total.p99Ms,
    files: [
      "run.json",
      "stats.csv",
      "stats_history.csv",
      "failures.csv",
      "exceptions.csv",
      "summary.json",
      "report.html",
      "junit.xml",
      "latency.hlog",
      "summary.md",
    ],
  };
}

/** What the server might say of two runs. */
export function comparisonOf(a: RunView, b: RunView): Comparison {
  const row = (
    endpoint: string,
    metric: Comparison["rows"][number]["metric"],
    was: number,
    is: number,
    spread: number,
  ) => {
    const change = (is - was) / was;
    const judgement =
      Math.abs(change) < spread ? "noise" : change > 0 === (metric !== "requestsPerSecond") ? "worse" : "better";
    return {
      endpoint,
      metric,
      a: was,
      b: is,
      change,
      changeFrom: change - spread,
      changeTo: change + spread,
      judgement,
    } as const;
  };
  const endpoint = `${a.endpoints[0]!.method} ${a.endpoints[0]!.name}`;
  return {
    a: entryOf(a),
    b: entryOf(b),
    rows: [
      row("", "requestsPerSecond", 412.2, 409.8, 0.03),
      row("", "failureShare", 0.0042, 0.0041, 0.2),
      row("", "p50Ms", 21.4, 24.9, 0.04),
      row("", "p95Ms", 61.2, 71.8, 0.06),
      row("", "p99Ms", 118, 121, 0.09),
      row(endpoint, "p50Ms", 18.1, 21.2, 0.05),
      row(endpoint, "p95Ms", 55.1, 48.2, 0.07),
    ],
    caveats: ["The runs had 120 and 100 users."],
  };
}

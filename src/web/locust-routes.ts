import { join } from "node:path";
import { readFile } from "node:fs/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { KitError } from "../ground/index.ts";
import {
  exceptionsTable,
  failuresTable,
  historyHeader,
  type LogLine,
  reportHtml,
  runFiles,
  type RunStart,
  statsTable,
  type TaskShare,
} from "../results/index.ts";
import { RunStatistics } from "../stats/index.ts";
import type { RunControl, SessionRun } from "../run/index.ts";
import { isCrossSite } from "./guard.ts";
import { locustStatistics } from "./locust-statistics.ts";
import { refuse } from "./refuse.ts";
import type { RunFeed } from "./run-feed.ts";
import type { PageWish } from "./run-routes.ts";
import { swarm } from "./locust-swarm.ts";

export interface LocustParts {
  readonly control: RunControl<PageWish>;
  readonly feed: RunFeed;
  /** The folder of all runs, absolute. */
  readonly runs: string;
  /** True: what changes something may be asked for by GET, as earlier versions of Locust had it. */
  readonly locustCompat: boolean;
}

/** What exporters, operators and scripts that talk to Locust ask for. */
export function serveLocust(app: FastifyInstance, parts: LocustParts): void {
  serveFigures(app, parts);
  serveTables(app, parts);
  serveCommands(app, parts);
}

function serveFigures(app: FastifyInstance, { feed }: LocustParts): void {
  app.get("/stats/requests", () => locustStatistics(feed.run));
  app.get("/exceptions", () => ({
    exceptions: (feed.run?.statistics?.errors ?? [])
      .filter(({ kind }) => kind !== "request")
      .map(({ count, message, code, stack }) => ({ count, msg: message || code, traceback: stack, nodes: "local" })),
  }));
  app.get("/tasks", () => {
    const { perUserType = [], total = [] } = feed.run?.start.taskRatio ?? {};
    return { per_class: sharesOf(perUserType), total: sharesOf(total) };
  });
  app.get("/worker-count", () => ({ worker_count: feed.run?.statistics?.workers.length ?? 0 }));
  app.get("/logs", () => ({ master: feed.lines.map(logLine), workers: {} }));
}

function serveTables(app: FastifyInstance, { feed, runs }: LocustParts): void {
  const nothing = new RunStatistics();
  const statistics = () => feed.run?.statistics ?? nothing;
  app.get("/stats/requests/csv", (_request, reply) =>
    sendCsv(reply, feed, "requests", statsTable(statistics(), statistics().seconds)),
  );
  app.get("/stats/failures/csv", (_request, reply) => sendCsv(reply, feed, "failures", failuresTable(statistics())));
  app.get("/exceptions/csv", (_request, reply) => sendCsv(reply, feed, "exceptions", exceptionsTable(statistics())));
  app.get("/stats/requests_full_history/csv", async (_request, reply) => {
    const id = feed.run?.start.run.id;
    const stored = id === undefined ? historyHeader : await readFile(join(runs, id, runFiles.history), "utf8");
    return sendCsv(reply, feed, "requests_full_history", stored);
  });
  app.get<{ Querystring: { download?: string } }>("/stats/report", async ({ query }, reply) => {
    const { view } = feed;
    if (view === null) return refuse(reply, 404, noRun);
    // What is shown comes from a page of its own that can reach nothing, least of all this server.
    reply.header("content-security-policy", "sandbox allow-scripts allow-downloads");
    if (query.download !== undefined) reply.header("content-disposition", attachment(`${nameOf(feed)}.html`));
    return reply.type("text/html; charset=utf-8").send(await reportHtml({ version: 1, kind: "run", view }));
  });
}

function serveCommands(app: FastifyInstance, { control, locustCompat }: LocustParts): void {
  app.post<{ Body: unknown }>("/swarm", (request) => swarm(control, request.body));
  const methods = locustCompat ? (["GET", "POST"] as const) : (["POST"] as const);
  app.route({
    method: [...methods],
    url: "/stop",
    handler: (request, reply) => sameSite(request, reply, () => ({ success: true, ...stopped(control) })),
  });
  app.route({
    method: [...methods],
    url: "/stats/reset",
    handler: (request, reply) =>
      sameSite(request, reply, () => {
        ifUnderWay(() => control.reset(control.current!.head.id), control.current);
        return reply.type("text/plain; charset=utf-8").send("ok");
      }),
  });
}

function stopped(control: RunControl<PageWish>): { message: string } {
  ifUnderWay(() => control.stop(control.current!.head.id), control.current);
  return { message: "Test stopped" };
}

/** As with Locust it is no error when nothing runs. */
function ifUnderWay(act: () => void, current: SessionRun | null): void {
  try {
    if (current !== null) act();
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
  }
}

/** A page of another site could have its reader's browser ask by GET, as for an image; a browser says so. */
function sameSite<Answer>(request: FastifyRequest, reply: FastifyReply, answer: () => Answer): Answer | FastifyReply {
  if (!isCrossSite(request)) return answer();
  return refuse(reply, 403, {
    code: "PICKUP_WEB_ORIGIN",
    message: "this was asked for by the page of another site",
    hint: null,
  });
}

const noRun = { code: "PICKUP_RUN_UNKNOWN", message: "no run was started yet", hint: "Start one." };

function sendCsv(reply: FastifyReply, feed: RunFeed, what: string, table: string): FastifyReply {
  return reply
    .type("text/csv")
    .header("content-disposition", attachment(`${nameOf(feed)}_${what}.csv`))
    .send(table);
}

function attachment(name: string): string {
  return `attachment;filename=${name}`;
}

/** Locust's name of a download, which begins with the time of the start; the run's id does so too, and names the run. */
function nameOf(feed: RunFeed): string {
  const run: RunStart["run"] | undefined = feed.run?.start.run;
  const parts = run === undefined ? ["no-run"] : [run.id, run.testName, run.host.replace(/^https?:\/\//, "")];
  return ["Locust", ...parts].map((part) => part.replaceAll(/[^\w.-]+/g, "-")).join("_");
}

type Shares = { [name: string]: { ratio: number; tasks?: Shares } };

function sharesOf(shares: readonly TaskShare[]): Shares {
  return Object.fromEntries(
    shares.map(({ name, ratio, tasks }) => [name, tasks.length === 0 ? { ratio } : { ratio, tasks: sharesOf(tasks) }]),
  );
}

function logLine({ atMs, level, text }: LogLine): string {
  return `[${new Date(atMs).toISOString()}] ${level.toUpperCase()}: ${text}`;
}

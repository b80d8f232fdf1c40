import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { FastifyInstance } from "fastify";
import { VirtualClock } from "../../src/ground/index.ts";
import { type RunObserver, RunViewBuilder } from "../../src/results/index.ts";
import type { RunControl, SessionRun } from "../../src/run/index.ts";
import { loadSubject, type PageWish, RunFeed, webApp, type WebSettings } from "../../src/web/index.ts";
import { simulatedStart } from "./simulated-run.ts";

export interface PageServer {
  readonly app: FastifyInstance;
  readonly feed: RunFeed;
  readonly clock: VirtualClock;
  /** What was asked of the control, as `start`, `stop ID` …. */
  readonly asked: string[];
  /** The folder of all runs. */
  readonly runs: string;
  /** The observers that a simulated run must have, so that the server shows it. */
  readonly observers: readonly RunObserver[];
}

export const closedSettings: WebSettings = {
  host: "127.0.0.1",
  port: 0,
  login: null,
  token: null,
  tls: null,
  allowedHosts: [],
};

/** The page's server without a socket, over a control that only writes down what it is asked. */
export async function pageServer(
  t: TestContext,
  { refuse, locustCompat = false, ...settings }: Partial<WebSettings> & { refuse?: Error; locustCompat?: boolean } = {},
): Promise<PageServer> {
  const clock = new VirtualClock(1_700_000_000_000);
  const feed = new RunFeed(clock);
  const asked: string[] = [];
  const runs = mkdtempSync(join(tmpdir(), "pickup-page-"));
  const form = () => ({
    testName: "built-in",
    datasetUsers: null,
    thresholds: [],
    userTypes: [],
    tags: [],
    fields: [],
  });
  const app = await webApp(
    {
      settings: { ...closedSettings, ...settings },
      page: new URL(`file://${runs}/`),
      kitVersion: "0.1.0",
      clock,
      log: (line) => t.diagnostic(line),
    },
    loadSubject({ control: recordingControl(asked, refuse), feed, form, runs, locustCompat }),
  );
  t.after(async () => {
    await app.close();
    rmSync(runs, { recursive: true });
  });
  return { app, feed, clock, asked, runs, observers: followed(feed) };
}

function followed(feed: RunFeed): readonly RunObserver[] {
  const view = new RunViewBuilder();
  const start: RunObserver = {
    name: "follow",
    start: (begun) => void others.push(feed.follow(begun, view)),
    tick: (...heard) => others.forEach((other) => other.tick?.(...heard)),
    mark: (mark) => others.forEach((other) => other.mark?.(mark)),
    end: (end) => others.forEach((other) => void other.end?.(end)),
  };
  const others: RunObserver[] = [];
  return [view, start];
}

/** A control of nothing. */
export const idleControl: RunControl<PageWish> = { ...recordingControl([]), current: null };

function recordingControl(asked: string[], refuse?: Error): RunControl<PageWish> {
  const { run: head } = simulatedStart();
  const current: SessionRun = { head, state: "running", failure: null, summary: null };
  const note = (what: string) => {
    if (refuse !== undefined) throw refuse;
    asked.push(what);
    return current;
  };
  return {
    current,
    start: async ({ options }) => note(`start ${JSON.stringify(options)}`),
    edit: (id, { users, spawnRate }) => note(`edit ${id} ${users} ${spawnRate}`),
    stop: (id) => note(`stop ${id}`),
    reset: (id) => note(`reset ${id}`),
  };
}

import { startDelayingServer } from "../servers/delaying-server.ts";
import { loadRun } from "./load-run.ts";

export interface StallSettings {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly users: number;
  readonly stallMs: number;
  /** When the server stops, from the start of the load on; all connections are open by then. */
  readonly stallAtMs: number;
  readonly cores?: { readonly server: string; readonly generator: string };
}

export interface Stall {
  readonly exitCode: number;
  readonly starts: number;
  readonly requests: number;
  /** By the server's own count. */
  readonly answered: number;
  readonly missedStarts: number;
  /** How long the server was stopped. */
  readonly stallMs: number;
  /** By arithmetic: what a hundredth of all starts, those that came first in the stall, had to wait at least. */
  readonly trueP99Ms: number;
  /** From the intended start. */
  readonly p99Ms: number;
  /** From the send. */
  readonly serviceP99Ms: number;
}

const testFile = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: {
    any: { wait: constant(0), tasks: { ask: async (user) => void (await user.http.get("/at-once")) } },
  },
});
`;

/** Stops a server that answers at once in the middle of an arrival rate, and tells what the report says of it. */
export async function measureStall(settings: StallSettings): Promise<Stall> {
  const { ratePerSecond, seconds, users, stallAtMs, cores } = settings;
  await using server = await startDelayingServer("stall", cores?.server);
  const load = ["--arrival-rate", `${ratePerSecond}/s`, "-u", String(users), "-t", `${seconds}s`];
  const running = loadRun(testFile, ["-H", server.origin, ...load], cores?.generator);
  let before = await untilBusy(server);
  await new Promise((resolve) => setTimeout(resolve, stallAtMs));
  const stallMs = Math.round(await server.stall(settings.stallMs));
  const { exitCode, summary } = await running;
  before += (await server.takeLog()).requests;
  const { total, generator } = summary;
  const starts = ratePerSecond * seconds;
  const stalled = (ratePerSecond * stallMs) / 1000;
  return {
    exitCode,
    starts,
    requests: total.requests + generator.interrupted,
    answered: before,
    missedStarts: generator.missedStarts,
    stallMs,
    trueP99Ms: Math.round(stallMs * (1 - (0.01 * starts) / stalled)),
    p99Ms: total.latencyMs!.p99,
    serviceP99Ms: total.serviceMs!.p99,
  };
}

/** Waits for the first requests and returns how many they were. */
async function untilBusy(server: Awaited<ReturnType<typeof startDelayingServer>>): Promise<number> {
  for (;;) {
    const { requests } = await server.takeLog();
    if (requests > 0) return requests;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

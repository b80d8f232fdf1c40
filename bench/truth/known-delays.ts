import type { Stats } from "../../src/results/index.ts";
import { startDelayingServer } from "../servers/delaying-server.ts";
import { loadRun } from "./load-run.ts";

export interface KnownDelaysSettings {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly users: number;
  /** Left out: wherever the operating system likes. */
  readonly cores?: { readonly server: string; readonly generator: string };
}

/** One quantile by the server's log and as we report it, in milliseconds. */
export interface QuantileRow {
  readonly percent: number;
  readonly loggedMs: number;
  /** From the send. */
  readonly serviceMs: number;
  /** From the intended start. */
  readonly intendedMs: number;
}

export interface KnownDelays {
  /** Delayed requests by the server's log and by our report. */
  readonly logged: number;
  readonly reported: number;
  readonly rows: readonly QuantileRow[];
}

const quantiles = [
  [50, "p50"],
  [90, "p90"],
  [99, "p99"],
  [99.9, "p99_9"],
] as const satisfies readonly (readonly [number, keyof NonNullable<Stats["latencyMs"]>])[];

/** Every connection is open and all code is warm before the first request that counts. */
const testFile = `
import { constant, defineLoadTest } from "pickup-load-test";
const settleMs = 3500;
let firstMs;
export default defineLoadTest({
  users: {
    any: {
      wait: constant(0),
      onStart: async (user) => void (await user.http.get("/connect")),
      tasks: {
        async ask(user) {
          const isSettled = performance.now() > (firstMs ??= performance.now()) + settleMs;
          await user.http.get(isSettled ? "/delayed" : "/settling");
        },
      },
    },
  },
});
`;

/** Loads a server whose delays are known, and puts our quantiles beside those of its log. */
export async function measureKnownDelays(settings: KnownDelaysSettings): Promise<KnownDelays> {
  const { ratePerSecond, seconds, users, cores } = settings;
  await using server = await startDelayingServer("known delays", cores?.server);
  const load = ["--arrival-stages", `3s:${ratePerSecond}/s,${seconds}s:${ratePerSecond}/s`, "-u", String(users)];
  const { summary } = await loadRun(testFile, ["-H", server.origin, ...load], cores?.generator);
  const { delays } = await server.takeLog();
  const sorted = Float64Array.from(delays).toSorted();
  const found = summary.endpoints.find(({ name }) => name === "/delayed");
  if (found === undefined || summary.total.failures > 0) throw new Error(JSON.stringify(summary.total));
  return { logged: delays.length, reported: found.requests, rows: rowsOf(sorted, found) };
}

function rowsOf(sorted: Float64Array, { serviceMs, latencyMs }: Stats): QuantileRow[] {
  return quantiles.map(([percent, key]) => ({
    percent,
    loggedMs: sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!,
    serviceMs: serviceMs![key],
    intendedMs: latencyMs![key],
  }));
}

/** True when the report is as near to the log as 2 % or half a millisecond, and from the intended start 1.5 ms more. */
export function isTrue({ loggedMs, serviceMs, intendedMs }: QuantileRow): boolean {
  const allowedMs = Math.max(0.02 * loggedMs, 0.5);
  return Math.abs(serviceMs - loggedMs) <= allowedMs && Math.abs(intendedMs - loggedMs) <= allowedMs + 1.5;
}

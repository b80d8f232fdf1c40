import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the server under test saw it. */
export interface Sighting {
  readonly user: string;
  /** Process and thread of the generator that sent it. */
  readonly worker: string;
  readonly atMs: number;
}

export interface Witness extends AsyncDisposable {
  readonly origin: string;
  readonly seen: readonly Sighting[];
  /** How much of a stretch of time this process, and with it the machine, did not stand still. */
  readonly awakeMs: (fromMs: number, toMs: number) => number;
}

/** A test file whose users say in every request who they are and which worker plays them; each waits `waitSeconds`. */
export function witnessedTest(waitSeconds: number): string {
  return `
    import { threadId } from "node:worker_threads";
    import { constant, defineLoadTest } from "pickup-load-test";
    const headers = (user) => ({ "x-user": user.id, "x-worker": process.pid + "/" + threadId });
    export default defineLoadTest({
      dataset: { users: 10_000, idOf: (i) => "u" + i, rowsOf: () => [] },
      users: {
        viewer: {
          wait: constant(${waitSeconds}),
          tasks: { ask: async (user) => void (await user.http.get("/", { headers: headers(user) })) },
        },
      },
    });
  `;
}

/** A server that answers at once and writes down who asked when. */
export async function witness(): Promise<Witness> {
  const seen: Sighting[] = [];
  const server = createServer((request, response) => {
    const { "x-user": user, "x-worker": worker } = request.headers;
    if (typeof user === "string" && typeof worker === "string") seen.push({ user, worker, atMs: performance.now() });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const pulse = watchPulse();
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    awakeMs: pulse.awakeMs,
    async [Symbol.asyncDispose]() {
      pulse.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const pulseMs = 20;
const lateMs = 50;

/** Notes when a timer of this process comes late. */
function watchPulse(): Pick<Witness, "awakeMs"> & { stop(): void } {
  const heldUp: { readonly fromMs: number; readonly toMs: number }[] = [];
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs - lastMs > pulseMs + lateMs) heldUp.push({ fromMs: lastMs + pulseMs, toMs: nowMs });
    lastMs = nowMs;
  }, pulseMs);
  return {
    awakeMs: (fromMs, toMs) =>
      heldUp.reduce(
        (ms, pause) => ms - Math.max(0, Math.min(toMs, pause.toMs) - Math.max(fromMs, pause.fromMs)),
        toMs - fromMs,
      ),
    stop: () => clearInterval(timer),
  };
}

/** Users that came back to a worker after another one had played them: two played them at once. */
export function usersPlayedTwice(seen: readonly Sighting[]): string[] {
  const lastWorker = new Map<string, string>();
  const left = new Set<string>();
  const twice = new Set<string>();
  for (const { user, worker } of seen) {
    const before = lastWorker.get(user);
    if (before === worker) continue;
    if (left.has(`${user} ${worker}`)) twice.add(user);
    if (before !== undefined) left.add(`${user} ${before}`);
    lastWorker.set(user, worker);
  }
  return [...twice];
}

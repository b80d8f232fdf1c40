import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { between, constantArrivals, type LoadPlan, rateAt, spawnPlan, WorkerRun } from "../engine/index.ts";
import { type Clock, RandomStream, seedKeyOf } from "../ground/index.ts";
import { TickRecorder } from "../stats/index.ts";
import type { TokenPool } from "../tokens/index.ts";
import { EvidenceCollector } from "../verification/index.ts";
import { castOf, type CastParts } from "./cast.ts";
import { defineLoadTest } from "./define.ts";
import type { LoadInput } from "./load-input.ts";
import { randomDomain } from "./random-domain.ts";

/** A worker that begins with fewer starts per second has time enough to compile its code on the way. */
const hardFirstRate = 1000;
/** In a run that is this long the time of a rehearsal is nothing. */
const longRunMs = 20_000;
const users = 64;
/** Both ways to drive users. */
const plans: readonly LoadPlan[] = [spawnPlan(users, 10_000, 250), constantArrivals(20_000, users, 250)];

const loadTest = defineLoadTest<unknown, unknown>({
  users: {
    player: {
      wait: between(0.001, 0.003),
      bearer: (user) => user.id,
      tasks: {
        async ask(user) {
          const answer = await user.http.get("/");
          if (answer.status !== 200) answer.fail(`status ${answer.status}`);
        },
      },
    },
  },
});
const body = JSON.stringify(Array.from({ length: 20 }, (_, index) => ({ id: `rehearsal-${index}`, position: index })));
const answerText = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/**
 * True for a long run, whose latencies and cost then are those of compiled code from the first second on, and when a
 * worker with `share` (0 to 1) of a plan could not keep the first second with code that has never run.
 */
export function wantsRehearsal(plan: LoadPlan, share: number): boolean {
  if (plan.kind === "each-once") return false;
  if (plan.endMs >= longRunMs) return true;
  return plan.kind === "arrivals" && rateAt(plan, 0) * share >= hardFirstRate;
}

/**
 * Lets users ask a server of this thread's own, so that V8 has compiled what a request takes before the first one that
 * counts: code that has never run is tens of times slower, and every start that is due meanwhile waits for it. Nothing
 * of it is kept. Returns how many requests were answered.
 */
export async function rehearse(input: LoadInput, tokens: TokenPool, clock: Clock): Promise<number> {
  const recorder = new TickRecorder("rehearsal", clock);
  const server = createServer((socket) => socket.on("data", () => socket.write(answerText)).on("error", ignore));
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const cast = castAt(originOf(server), { input, tokens, recorder, clock });
    for (const plan of plans) await play(plan, cast, clock);
  } finally {
    server.close();
  }
  return recorder.take(0).endpoints.reduce((sum, { outcomes }) => sum + outcomes.ok, 0);
}

type Cast = ReturnType<typeof castOf>;
type RehearsalParts = Pick<CastParts, "input" | "tokens" | "recorder" | "clock">;

function castAt(origin: string, { input, ...parts }: RehearsalParts): Cast {
  const { requestTimeoutMs, connectTimeoutMs, maxBodyBytes, keptBodyBytes, maxRedirects } = input.http;
  return castOf(loadTest, {
    input: {
      ...input,
      host: origin,
      http: { requestTimeoutMs, connectTimeoutMs, maxBodyBytes, keptBodyBytes, maxRedirects, tls: {} },
      tags: { only: [], except: [] },
      userTypes: null,
      writes: 0,
      traceSample: 0,
    },
    ...parts,
    evidence: new EvidenceCollector(false),
    dataset: null,
    truth: null,
    ledger: null,
    isolation: null,
  });
}

async function play(plan: LoadPlan, cast: Cast, clock: Clock): Promise<void> {
  const run = new WorkerRun({
    plan,
    users,
    slice: { index: 0, of: 1 },
    stopTimeoutMs: 100,
    clock,
    cast,
    pick: "fresh",
    random: new RandomStream(seedKeyOf("rehearsal"), 0, randomDomain.picks),
    missed: ignore,
  });
  await run.run(clock.now());
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function ignore(): void {}

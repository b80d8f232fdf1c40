// A generator of nothing but our client: `node bench/http/users.ts ORIGIN USERS`. Each user is an async loop that gets
// and checks the status, until the process is interrupted.
import { systemClock } from "../../src/ground/index.ts";
import { HttpClient } from "../../src/http/index.ts";
import { TickRecorder } from "../../src/stats/index.ts";

const [origin = "", users = "100"] = process.argv.slice(2);
const clock = systemClock;
const recorder = new TickRecorder("bench", clock);
const common = {
  origin,
  headers: { "User-Agent": "pickup-load-test/bench", "x-load-test-run": "bench", Accept: "application/json" },
  requestTimeoutMs: 5000,
  connectTimeoutMs: 5000,
  clock,
  recorder,
};

async function live(index: number): Promise<never> {
  const token = `user-${index}.${"t".repeat(200)}`;
  const client = new HttpClient({ ...common, bearer: () => token });
  for (;;) {
    client.due(clock.now());
    const answer = await client.get("/continuewatchinghistory");
    if (answer.status !== 200) answer.fail(`status ${answer.status}`);
    client.settle();
  }
}

setInterval(() => recorder.take(0), 1000);
await Promise.all(Array.from({ length: Number(users) }, (_, index) => live(index)));

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { emptyFolder, runPickup } from "../support/kit.ts";

const perSecond = 1000;
const limitSeconds = 0.05;

/**
 * The rate at which the p99 of a queue with even arrivals and exponential services (D/M/1) meets a limit. Its time in the
 * system is exponential with rate μ(1 − σ), where σ = exp(−μ(1 − σ)/λ) (Kleinrock, Queueing Systems I, section 6.3).
 */
function trueRate(): number {
  const rate = Math.log(100) / limitSeconds;
  return rate / -Math.log(1 - rate / perSecond);
}

const loadTest = `
import { constant, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: { any: { wait: constant(0), tasks: { ask: async (user) => void (await user.http.get("/")) } } },
});
`;

// Each search takes minutes; how it goes about it is tested on a virtual queue.
if (process.env.PICKUP_SOAK !== undefined) {
  test("--find-max finds the rate that a queue can bear, known by arithmetic, within 5 % in 9 of 10 searches", async (t) => {
    const service = fileURLToPath(new URL("../support/queue-service.ts", import.meta.url));
    const server = fork(service, [String(perSecond)], { execArgv: [] });
    t.after(() => server.disconnect());
    const [port] = (await once(server, "message")) as [number];
    const searches = Number(process.env.PICKUP_SOAK_SEARCHES ?? 10);
    let within = 0;
    for (let search = 0; search < searches; search++) {
      const folder = emptyFolder(t);
      writeFileSync(join(folder, "any.ts"), loadTest);
      const load = ["load", "any.ts", "-H", `http://127.0.0.1:${port}`, "-u", "2000", "--workers", "1", "--headless"];
      const sought = [
        "--find-max",
        "--arrival-rate",
        "100/s",
        "--threshold",
        `p99<${limitSeconds * 1000}ms`,
        "-t",
        "5m",
      ];
      const { stdout } = await runPickup(folder, [...load, ...sought]);
      const found = Number(/Highest load that meets the thresholds: ([\d.]+)\/s/.exec(stdout)?.[1] ?? 0);
      t.diagnostic(`${found.toFixed(0)}/s; ${trueRate().toFixed(0)}/s is true`);
      if (Math.abs(found / trueRate() - 1) <= 0.05) within++;
    }
    assert.ok(within >= 0.9 * searches, `${within} of ${searches} within 5 %`);
  });
}

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Summary } from "../../src/results/index.ts";
import { countingServer } from "../support/counting-server.ts";
import { emptyFolder, type Ended, runPickup } from "../support/kit.ts";
import { needs } from "../support/needs.ts";

const isSoak = process.env.PICKUP_SOAK !== undefined;
const rounds = isSoak ? 20 : 1;

const loadTest = `
import { between, defineLoadTest } from "pickup-load-test";
export default defineLoadTest({
  users: { visitor: { wait: between(0.2, 1), tasks: { ask: async (user) => void (await user.http.get("/3-5")) } } },
});
`;

/** Endless loops on each core; one alone is what must be noticed, a single short run needs a clearer case. */
const loopsPerCore = isSoak ? 1 : 3;

/** Keeps every core busy with endless loops, so that the generator has to share the one it gets. */
async function hogAllCores(t: TestContext): Promise<void> {
  const loop = "process.send?.(0); for (;;);";
  const cores = allowedCores().flatMap((core) => Array.from({ length: loopsPerCore }, () => core));
  const hogs = cores.map((core) =>
    spawn("taskset", ["-c", core, process.execPath, "-e", loop], { stdio: ["ignore", "ignore", "ignore", "ipc"] }),
  );
  const gone = hogs.map((hog) => once(hog, "exit"));
  t.after(async () => {
    for (const hog of hogs) hog.kill("SIGKILL");
    for (const end of gone) await end;
  });
  await Promise.all(hogs.map((hog) => once(hog, "message")));
}

function allowedCores(): string[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]!;
  return list.split(",").flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, i) => String(first! + i));
  });
}

/** A load of six seconds; once more if the server itself stood still, beside which a late generator is no matter. */
async function loadOf(folder: string, origin: string, isLast = false): Promise<Ended & { readonly summary: Summary }> {
  const load = ["load", "--headless", "visitors.ts", "-H", origin, "-u", "200", "-r", "100", "-t", "6s"];
  const ended = await runPickup(folder, [...load, "--json-file", "summary.json"]);
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  const serverStood = ended.exitCode !== 98 && summary.total.serviceMs!.p99 > 250;
  return serverStood && !isLast ? loadOf(folder, origin, true) : { ...ended, summary };
}

test(
  "with other work on the generator's cores a run is invalid, and says why and what to do",
  needs("taskset"),
  async (t) => {
    await using server = await countingServer();
    const folder = emptyFolder(t);
    writeFileSync(join(folder, "visitors.ts"), loadTest);
    await hogAllCores(t);
    for (let round = 0; round < rounds; round++) {
      const { exitCode, stdout, summary } = await loadOf(folder, server.origin);
      assert.equal(exitCode, 98, stdout);
      assert.match(stdout, /INVALID[\s\S]*use more --workers, more machines, or less load/);
      const { verdict, generator } = summary;
      assert.equal(verdict, "invalid");
      assert.ok(generator.saturated && generator.coreWaitSeconds > 0 && generator.openFilesLimit > 0);
      assert.ok(generator.peakLocalPorts >= 200 && generator.localPortsLimit > generator.peakLocalPorts);
    }
  },
);

// A quiet machine is a condition of it, which no test beside others has.
if (isSoak) {
  test("quiet demo runs are never invalid", async (t) => {
    for (let round = 0; round < rounds; round++) {
      const { exitCode, stdout } = await runPickup(emptyFolder(t), ["demo", "--headless", "--run-time", "15s"]);
      assert.equal(exitCode, 0, stdout);
    }
  });
}

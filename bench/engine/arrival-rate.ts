// `node bench/engine/arrival-rate.ts [SECONDS]`: how exactly one core keeps an arrival rate. The generator runs on core 1
// with nginx on core 0; each line is one run: a rate, what was started of it, and how late.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { formatBytes, formatCount } from "../../src/ground/index.ts";
import { startNginx } from "../servers/nginx.ts";

interface Run {
  planned: number;
  starts: number;
  missed: number;
  failed: number;
  latenessMs: { p50: number; p99: number };
  below2ms: number;
  cpuShare: number;
  rssGrowthBytes: number;
}

const [seconds = "5"] = process.argv.slice(2);
const child = fileURLToPath(new URL("starts.ts", import.meta.url));
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

async function runAt(origin: string, rate: number, users: number): Promise<void> {
  const args = ["-c", "1", process.execPath, child, origin, String(rate), String(users), seconds];
  const { stdout } = await promisify(execFile)("taskset", args);
  const run = JSON.parse(stdout) as Run;
  const { p50, p99 } = run.latenessMs;
  console.log(
    `${origin === "none" ? "no request" : "nginx"} at ${formatCount(rate)}/s, ${formatCount(users)} users: ` +
      `${percent(run.starts / run.planned)} of the plan started, ${formatCount(run.missed)} missed, ` +
      `${run.failed} failed; late p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ` +
      `${percent(run.below2ms)} below 2 ms; ${percent(run.cpuShare)} of the core, ` +
      `${formatBytes(Math.max(0, run.rssGrowthBytes))} grown`,
  );
}

await using nginx = await startNginx(0);
for (const rate of [100, 1000, 20_000]) await runAt("none", rate, 1000);
for (const rate of [1000, 20_000, 1_000_000]) await runAt(nginx.origin, rate, 1000);

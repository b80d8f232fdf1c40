// One worker of `pickup seed`: `node bench/seeding/own-writer.ts PORT ITEMS`. Prints one line of JSON.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/ground/index.ts";
import { seedJob } from "../../src/seeding/index.ts";
import { benchConfig } from "./bench-config.ts";

const [port = "", items = "0"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "pickup-bench-"));
const users = Math.ceil(Number(items) / benchConfig.recordsPerUser);

async function write(from: number, to: number): Promise<number> {
  const job = await seedJob({
    input: {
      target: {
        endpoint: `http://127.0.0.1:${port}`,
        region: "us-west-2",
        table: "pickup-test",
        origin: "local-stack",
      },
      config: benchConfig,
      action: "put",
      ttlSeconds: 1_900_000_000,
      limits: { table: null, indexes: {} },
      concurrency: 64,
      maxExceptions: 1,
      logBatches: false,
    },
    share: {
      ranges: [{ start: from, end: to, low: from, holes: [] }],
      rate: { start: 1_000_000, most: Number.POSITIVE_INFINITY, burstSeconds: 0.05 },
      part: { path: join(folder, "part.json"), session: "bench" },
    },
    worker: 0,
    id: "bench",
    clock: systemClock,
  });
  await job.run(systemClock.now());
  const { written, fatal } = job.report(0);
  if (fatal !== null) throw new Error(fatal.message);
  return written;
}

await write(0, Math.ceil(users / 10));
const cpu = process.cpuUsage();
const startMs = systemClock.now();
const written = await write(0, users);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ items: written, cpuUs: user + system, seconds: (systemClock.now() - startMs) / 1000 }));
rmSync(folder, { recursive: true });

// What an item costs the writer: one worker of `pickup seed`, the AWS SDK's BatchWriteItem and boto3's batch_writer, one
// after the other, against a sink that takes everything: `node bench/seeding/writers.ts [PYTHON]`. PYTHON is one that has
// boto3 (`python3 -m venv DIR && DIR/bin/pip install boto3`); without it boto3 is left out.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pickupDataset } from "../../src/dataset/index.ts";
import { benchConfig } from "./bench-config.ts";

const [python] = process.argv.slice(2);
const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "pickup-bench-"));
const peerItems = 104_000;

/** The same items as Python values. */
function linesFile(): string {
  const dataset = pickupDataset(benchConfig);
  const lines: string[] = [];
  for (let user = 0; lines.length < peerItems; user++) {
    for (const { parent, asset, position, runtime, timeMs } of dataset.rowsOf(user)) {
      const prof = `${dataset.idOf(user)}:${benchConfig.productCode}`;
      const rest = { position, runtime, time: timeMs, ttl: 1_900_000_000, done: false, showcw: true };
      lines.push(JSON.stringify({ prof, parent, asset, ...rest }));
    }
  }
  const path = join(folder, "items.jsonl");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

function cpuPerItem(command: string, args: readonly string[]): number {
  const { stdout, status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  const { items, cpuUs } = JSON.parse(stdout) as { items: number; cpuUs: number };
  return cpuUs / items;
}

const sink = spawn(process.execPath, [join(here, "../servers/accept-all.ts")], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [first] = (await once(sink.stdout, "data")) as [Buffer];
const port = first.toString().trim();
try {
  const own = cpuPerItem(process.execPath, [join(here, "own-writer.ts"), port, "1300000"]);
  const sdk = cpuPerItem(process.execPath, [join(here, "sdk-writer.ts"), port, String(peerItems)]);
  const rows: { writer: string; "CPU µs per item": string; "times ours": string }[] = [];
  const row = (writer: string, us: number) =>
    rows.push({ writer, "CPU µs per item": us.toFixed(1), "times ours": (us / own).toFixed(1) });
  row("pickup seed", own);
  row("AWS SDK v3", sdk);
  if (python !== undefined) row("boto3", cpuPerItem(python, [join(here, "boto3-writer.py"), port, linesFile()]));
  console.table(rows);
} finally {
  sink.kill();
  rmSync(folder, { recursive: true });
}

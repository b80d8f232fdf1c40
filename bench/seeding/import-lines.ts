// How fast `pickup seed --sink s3-import` writes: `node bench/seeding/import-lines.ts [LINES]`. Prints one line of JSON.
// The lines and their SHA-256 are made on one thread; the compression has another one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pickupDataset } from "../../src/dataset/index.ts";
import { writeImportFile } from "../../src/seeding/sinks/import-file.ts";
import { ImportLines } from "../../src/seeding/sinks/import-lines.ts";
import { ImportPieces } from "../../src/seeding/sinks/import-pieces.ts";
import { benchConfig } from "./bench-config.ts";

const [wanted = "2000000"] = process.argv.slice(2);
const dataset = pickupDataset(benchConfig);
const folder = mkdtempSync(join(tmpdir(), "pickup-bench-"));
const endless = new AbortController().signal;

function write(lines: number) {
  const users = Math.ceil(lines / benchConfig.recordsPerUser);
  const pieces = new ImportPieces(new ImportLines(dataset, [0, users], 1_900_000_000), () => undefined, endless);
  return writeImportFile(join(folder, "lines.gz"), "lines.gz", pieces, Infinity);
}

await write(Number(wanted) / 10);
const startMs = performance.now();
const thread = process.threadCpuUsage();
const all = process.cpuUsage();
const { items, bytes, sha256 } = await write(Number(wanted));
const ownUs = sum(process.threadCpuUsage(thread));
const allUs = sum(process.cpuUsage(all));
const seconds = (performance.now() - startMs) / 1000;
const perSecond = (us: number) => Math.round(items / (us / 1e6));
console.log(
  JSON.stringify({
    lines: items,
    bytesPerLine: Math.round(bytes / items),
    linesPerSecondOfItsCore: perSecond(ownUs),
    linesPerSecondOfAllCpu: perSecond(allUs),
    linesPerSecond: Math.round(items / seconds),
    sha256,
  }),
);
rmSync(folder, { recursive: true });

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

import { resolve } from "node:path";
import { type ExitCode, exitCodes, formatBytes, formatCount, type OptionValues, plural } from "../../ground/index.ts";
import { type seedOptions, startImport, writeImportFiles, type writingOptions } from "../../seeding/index.ts";
import { interruptedExitCode, say, type World } from "../world.ts";
import type { SeedingSubject } from "./seeding-command.ts";

type Values = OptionValues<typeof seedOptions & typeof writingOptions>;

const lineEveryMs = 5_000;

/** `pickup seed --sink s3-import`: writes the files, and with `--start-import` has them imported. */
export async function runSink(
  world: World,
  { target, credentials, dataset, table }: SeedingSubject,
  { out, shard, keepDays, startImport: bucket, s3Endpoint, maxWcu, json }: Values,
): Promise<ExitCode> {
  const { clock, interrupted, stderr } = world;
  const folder = resolve(world.folder, out);
  const tell = (line: string) => (json ? void stderr.write(`${line}\n`) : say(world, line));
  let lineMs = clock.now();
  const observe = (items: number) => {
    if (clock.now() - lineMs < lineEveryMs) return;
    lineMs = clock.now();
    stderr.write(`${formatCount(items)} of ${plural(dataset.totalMarkers, "item")}\n`);
  };
  const files = { dataset, target, shard: shard ?? null, folder, keepDays: keepDays ?? null, interrupted, observe };
  const manifest = await writeImportFiles(files);
  if (manifest === null) return interruptedExitCode(world);
  const { items, bytes, files: written, sha256, commands } = manifest;
  tell(
    `${plural(items, "item")} in ${plural(written.length, "file")} in ${folder}: ${formatBytes(bytes)} of lines, each read back`,
  );
  tell(`sha256 ${sha256}; manifest.json lists the files`);
  if (json) say(world, JSON.stringify(manifest, null, 2));
  if (bucket === undefined) {
    tell("to have them imported (into a new table, or into an existing one):");
    for (const command of commands) tell(`  ${command}`);
    return exitCodes.passed;
  }
  const isDone = await startImport({
    manifest,
    folder,
    target,
    credentials,
    bucket,
    s3Endpoint: s3Endpoint ?? null,
    isTableThere: table !== null,
    maxUnitsPerSecond: maxWcu ?? null,
    clock,
    interrupted,
    tell,
  });
  return isDone ? exitCodes.passed : interruptedExitCode(world);
}

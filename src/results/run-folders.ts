import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { KitError, systemCodeOf } from "../ground/index.ts";
import { runFiles } from "./run-files.ts";
import { isRunId } from "./run-id.ts";
import type { StoredRun } from "./run-record.ts";
import type { RunListEntry } from "./run-view.ts";
import type { Summary } from "./summary.ts";

/**
 * The folder of run `id` inside of `runs`, absolute; `latest` is the one that began last. Throws `PICKUP_RUN_UNKNOWN`
 * (exit code 2), also for whatever is no id, so that no name leads out of the folder of all runs.
 */
export async function folderOfRun(runs: string, id: string): Promise<string> {
  const found = id === "latest" ? (await idsIn(runs))[0] : id;
  if (found !== undefined && isRunId(found)) {
    const path = join(runs, found);
    if (await isFile(join(path, runFiles.record))) return path;
  }
  throw new KitError("PICKUP_RUN_UNKNOWN", `there is no run ${JSON.stringify(id)} in ${runs}`, {
    hint: "Name a folder in it, such as 2026-11-23T22-15-03-ab12, or `latest`; --runs FOLDER looks elsewhere.",
  });
}

/** Every run in the folder of all runs, the latest first. `running`: the one of this process that goes on. */
export async function listRuns(runs: string, running: string | null = null): Promise<RunListEntry[]> {
  const ids = await idsIn(runs);
  const entries = await Promise.all(ids.map((id) => runListEntryOf(join(runs, id), id === running)));
  return entries.filter((entry) => entry !== null);
}

/** The folder of one run as the list shows it; null when there is no readable run in it. */
export async function runListEntryOf(folder: string, isRunning = false): Promise<RunListEntry | null> {
  const stored = await readJson<StoredRun>(join(folder, runFiles.record));
  if (stored?.run === undefined) return null;
  const summary = isRunning ? null : await readJson<Summary>(join(folder, runFiles.summary));
  const { id, startedAtMs, host, users } = stored.run;
  const latency = summary?.total.latencyMs;
  return {
    id,
    startedAtMs,
    verdict: summary?.verdict ?? (isRunning ? "running" : "unfinished"),
    host,
    users: summary?.run.users ?? users,
    durationSeconds: summary?.run.durationSeconds ?? null,
    requests: summary?.total.requests ?? null,
    failures: summary?.total.failures ?? null,
    requestsPerSecond: summary?.total.requestsPerSecond ?? null,
    p50Ms: latency?.p50 ?? null,
    p95Ms: latency?.p95 ?? null,
    p99Ms: latency?.p99 ?? null,
    files: await filesIn(folder),
  };
}

/** A JSON file of a run; null when it is not there, or is not whole. */
export async function readJson<Content>(path: string): Promise<Content | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Content;
  } catch (error) {
    if (error instanceof SyntaxError || systemCodeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function idsIn(runs: string): Promise<string[]> {
  const names = await readdir(runs).catch((error: unknown) => {
    if (systemCodeOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.filter(isRunId).toSorted().toReversed();
}

async function filesIn(folder: string): Promise<string[]> {
  const there = new Set(await readdir(folder));
  return Object.values(runFiles).filter((name) => there.has(name));
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

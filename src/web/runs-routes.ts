import { createReadStream } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { KitError } from "../ground/index.ts";
import { compareRuns, folderOfRun, isRunId, listRuns, runFiles, viewOfFolder } from "../results/index.ts";
import type { RunControl } from "../run/index.ts";
import { currentFile } from "./current-files.ts";
import { refuse } from "./refuse.ts";
import type { RunFeed } from "./run-feed.ts";

export interface RunsParts {
  /** The folder of all runs, absolute. */
  readonly runs: string;
  readonly feed: RunFeed;
  readonly control: Pick<RunControl<never>, "current">;
}

const types: { readonly [ending: string]: string } = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  jsonl: "application/x-ndjson",
  html: "text/html; charset=utf-8",
  xml: "application/xml",
  md: "text/markdown; charset=utf-8",
  hlog: "text/plain; charset=utf-8",
};

const knownFiles = new Set<string>(Object.values(runFiles));

/** All run folders: their list, what they hold, and their files. No name leads out of the folder of all runs. */
export function serveRuns(app: FastifyInstance, parts: RunsParts): void {
  const { runs, feed } = parts;
  app.get("/api/runs", () => listRuns(runs, runningIn(feed)));
  app.get<{ Querystring: { a?: string; b?: string } }>("/api/runs/compare", ({ query: { a = "", b = "" } }, reply) =>
    foundBy(reply, async () => compareRuns(await ownFolderOf(runs, a), await ownFolderOf(runs, b))),
  );
  app.get<{ Params: { id: string } }>("/api/runs/:id/view", async ({ params: { id } }, reply) => {
    if (id === feed.run?.start.run.id) return reply.type("application/json").send(feed.viewJson);
    return foundBy(reply, async () => viewOfFolder(await ownFolderOf(runs, id)));
  });
  app.get<{ Params: { id: string; file: string } }>("/api/runs/:id/files/:file", ({ params: { id, file } }, reply) =>
    foundBy(reply, () => sendFile(reply, parts, id, file)),
  );
}

async function sendFile(reply: FastifyReply, { runs, feed, control }: RunsParts, id: string, file: string) {
  if (!isRunId(id) || !knownFiles.has(file)) throw unknown(`${id}/${file}`);
  reply.header("content-disposition", `attachment; filename="${id}_${file}"`);
  reply.type(types[file.slice(file.lastIndexOf(".") + 1)]!);
  const facts = { statistics: feed.run?.statistics ?? null, summary: control.current?.summary ?? null };
  const current = id === runningIn(feed) ? currentFile(facts, file) : null;
  if (current !== null) return reply.send(current);
  const path = join(await ownFolderOf(runs, id), file);
  const stats = await lstat(path).catch(() => null);
  if (stats === null || !stats.isFile()) throw unknown(`${id}/${file}`);
  return reply.send(createReadStream(path));
}

/** The folder of a run; one that is a link to somewhere else is none. */
export async function ownFolderOf(runs: string, id: string): Promise<string> {
  if (!isRunId(id)) throw unknown(id);
  const folder = await folderOfRun(runs, id);
  if ((await realpath(folder)) !== (await realpath(runs)) + sep + id) throw unknown(id);
  return folder;
}

function unknown(what: string): KitError {
  return new KitError("PICKUP_RUN_UNKNOWN", `there is no ${what} among the runs`);
}

/** Answers 404 for a run or a file that is not there. */
export async function foundBy<Found>(reply: FastifyReply, find: () => Promise<Found>): Promise<Found | FastifyReply> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    reply.removeHeader("content-disposition");
    return refuse(reply, 404, { code: error.code, message: error.message, hint: error.hint ?? null });
  }
}

function runningIn({ run }: RunFeed): string | null {
  return run === null || run.state === "ended" || run.state === "failed" ? null : run.start.run.id;
}

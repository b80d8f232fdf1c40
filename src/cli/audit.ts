import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Config, markerOfItem, pickupDataset, type PickupDataset } from "../dataset/index.ts";
import {
  credentialsFor,
  describeTarget,
  dynamodbClient,
  type dynamodbOptions,
  type NamedTarget,
  resolveTarget,
  scan,
} from "../dynamodb/index.ts";
import { type ExitCode, exitCodes, formatCount, KitError, type OptionValues, plural } from "../ground/index.ts";
import { type connectOptions, connectSettingsOf } from "../http/index.ts";
import { folderOfRun, type RunRecord } from "../results/index.ts";
import {
  type AuditFinding,
  type AuditResult,
  LedgerFile,
  pickupTruth,
  rowOfMarker,
  TableAudit,
} from "../verification/index.ts";
import { runningStack } from "./running-stack.ts";
import { interruptedExitCode, say, type World } from "./world.ts";
import { ledgerFileOf, writesIn } from "./written-markers.ts";

type AuditValues = OptionValues<typeof dynamodbOptions & typeof connectOptions> & { readonly runs: string };

/** Segments of a parallel scan. */
const segments = 4;
/** More of a kind would bury what follows. */
const mostNamed = 100;

/** Holds the table, row by row, against the ledger of a run: what was lost, what nobody wrote, what was in doubt. */
export async function auditHere(world: World, run: string, values: AuditValues): Promise<ExitCode> {
  const record = await recordOf(world, run, values.runs);
  const dataset = pickupDataset(record.config as Config);
  const target = await targetOf(world, record, values);
  say(world, `target: ${describeTarget(target)}`);
  const path = ledgerFileOf(world, { target, dataset });
  const writes = writesIn(path, world);
  const audit = new TableAudit(pickupTruth(dataset), writes);
  await Promise.all(Array.from({ length: segments }, (_, segment) => scanInto(audit, segment, dataset, target, world)));
  if (world.interrupted.aborted) return interruptedExitCode(world);
  const result = audit.result();
  noteResolved(path, result, world);
  for (const line of linesOf(result, record.id)) say(world, line);
  return result.lost.length + result.phantom.length > 0 ? exitCodes.failures : exitCodes.passed;
}

async function recordOf(world: World, run: string, runs: string): Promise<RunRecord> {
  const all = resolve(world.folder, runs);
  const folders = run === "latest" ? [await folderOfRun(all, run)] : [join(all, run), resolve(world.folder, run)];
  const path = folders.map((folder) => join(folder, "run.json")).find((file) => existsSync(file));
  const record = path === undefined ? null : (JSON.parse(readFileSync(path, "utf8")) as RunRecord);
  if (record !== null && record.config !== null) return record;
  const problem = record === null ? `there is no run ${run}` : `the run ${run} had no config, so no table of its own`;
  throw new KitError("PICKUP_AUDIT_IMPOSSIBLE", problem, {
    hint: `Name a folder of ${runs}/ or \`latest\`, or another place with --runs FOLDER.`,
  });
}

/** The table that the run belongs to, at the place that the options name. */
async function targetOf(world: World, { options }: RunRecord, values: AuditValues): Promise<NamedTarget> {
  const ofRun = (name: "table" | "region") => (options[name]?.value as string | undefined) ?? values[name];
  const stack = runningStack(world.folder);
  const named = { ...values, table: ofRun("table"), region: ofRun("region") };
  const place = await resolveTarget(named, async () => (await stack())?.dynamodb ?? null);
  return { ...place, connect: await connectSettingsOf(values, world) };
}

async function scanInto(
  audit: TableAudit,
  segment: number,
  dataset: PickupDataset,
  target: NamedTarget,
  { clock, interrupted }: World,
): Promise<void> {
  const client = dynamodbClient(target, credentialsFor(target), clock);
  const input = { ConsistentRead: true, Segment: segment, TotalSegments: segments };
  try {
    for await (const page of scan(client, input)) {
      if (interrupted.aborted) return;
      for (const item of page) {
        const found = markerOfItem(dataset, item);
        if (found !== null) audit.add(found.userId, rowOfMarker(found.marker));
      }
    }
  } finally {
    client.close();
  }
}

/** From now on it is known what became of the writes in doubt. */
function noteResolved(path: string, { resolved }: AuditResult, world: World): void {
  if (resolved.stored.length + resolved.absent.length === 0) return;
  const file = new LedgerFile(path, () => world.clock.wallNow());
  for (const write of resolved.stored) file.settle(write, "stored");
  for (const write of resolved.absent) file.settle(write, "absent");
  file.close();
}

function linesOf({ rows, acknowledged, lost, phantom, resolved }: AuditResult, runId: string): string[] {
  const { stored, absent, replaced } = resolved;
  const doubtful = stored.length + absent.length + replaced;
  const kinds = `${formatCount(stored.length)} stored, ${formatCount(absent.length)} not, ${formatCount(replaced)} replaced since`;
  return [
    ...findingLines("lost", lost, runId),
    ...findingLines("phantom", phantom, runId),
    `Audit of ${plural(rows, "row")}: ${plural(acknowledged, "acknowledged write")}, ${formatCount(lost.length)} lost; ` +
      `${plural(phantom.length, "phantom")}; ${formatCount(doubtful)} in doubt${doubtful === 0 ? "" : ` (${kinds})`}`,
  ];
}

function findingLines(kind: string, findings: readonly AuditFinding[], runId: string): string[] {
  const lines = findings.slice(0, mostNamed).map(({ write, userId, id, words }) => {
    const ofRun = write === null || write.startsWith(`${runId}/`) ? "" : ` (of run ${write.split("/", 1)[0]})`;
    return `${kind}: ${userId} ${id}: ${words}${ofRun}`;
  });
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `… and ${formatCount(more)} more`] : lines;
}

import { randomBytes } from "node:crypto";
import { globSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Clock, KitError, sleep } from "../../ground/index.ts";
import { connectHub, type Hub } from "./hub.ts";
import { recordsOf } from "./journal.ts";
import { MachineSession, type SessionEnd } from "./machine-session.ts";
import type { NatsSettings } from "./nats-settings.ts";
import { Outbox } from "./outbox.ts";
import { openRunSpace } from "./run-space.ts";
import { callSubject, type Call, decode, type FromMachine } from "./wire.ts";

export interface MachineOptions {
  readonly settings: NatsSettings;
  readonly name: string;
  readonly version: string;
  readonly threads: number;
  /** The module that each worker thread runs. */
  readonly entry: URL;
  /** Where journals and the files of runs are kept. */
  readonly stateFolder: string;
  readonly localize: (job: string, input: unknown, folder: string) => unknown;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly notice: (text: string) => void;
}

/** A machine that lost its lease may join the same run again after this. */
const rejoinMs = 500;

/**
 * Works for one run after the other, as coordinators call, until it is interrupted. Throws KitErrors of a server that
 * cannot be reached, and of a coordinator that refused this machine.
 */
export async function serveMachine(options: MachineOptions): Promise<void> {
  const { settings, name, notice, interrupted } = options;
  const hub = await connectHub(settings, `pickup worker ${name}`);
  try {
    await handInJournals(hub, options);
    notice(`${name} waits for work`);
    const ended = new Set<string>();
    for await (const call of calls(hub, interrupted)) {
      if (ended.has(call.runId)) continue;
      const end = await workFor(hub, call, options);
      if (end instanceof KitError) throw end;
      if (end === "over") ended.add(call.runId);
      else await sleep(options.clock, rejoinMs, interrupted);
    }
  } finally {
    await hub.connection.close();
  }
}

async function* calls({ connection }: Hub, interrupted: AbortSignal): AsyncGenerator<Call> {
  while (!interrupted.aborted) {
    // A call that came during a run is of no use afterwards: every run begins with a fresh one.
    const subscription = connection.subscribe(callSubject, { max: 1 });
    const stop = () => subscription.unsubscribe();
    interrupted.addEventListener("abort", stop, { once: true });
    for await (const message of subscription) yield decode(message.data) as Call;
    interrupted.removeEventListener("abort", stop);
  }
}

async function workFor(hub: Hub, call: Call, options: MachineOptions): Promise<SessionEnd> {
  const { name, version, threads, entry, localize, clock, notice, stateFolder, interrupted } = options;
  const space = await openRunSpace(hub, call.runId).catch(() => null);
  if (space === null) return "over";
  const folder = join(stateFolder, call.runId);
  const incarnation = randomBytes(8).toString("hex");
  const facts = { name: `${name}-${incarnation.slice(0, 4)}`, version, threads };
  notice(`joins run ${call.runId} as ${facts.name}`);
  const session = new MachineSession({
    runId: call.runId,
    hub,
    space,
    incarnation,
    facts,
    entry,
    folder,
    localize,
    clock,
  });
  const end = await session.run(interrupted);
  if (end === "over") rmSync(folder, { recursive: true, force: true });
  notice(end === "lease-lost" ? `lost its lease in run ${call.runId}` : `done with run ${call.runId}`);
  return end;
}

/** What this machine had counted when it was killed, in runs that are still under way. */
async function handInJournals(hub: Hub, { stateFolder, clock, notice }: MachineOptions): Promise<void> {
  mkdirSync(stateFolder, { recursive: true });
  for (const path of globSync("*/*.journal", { cwd: stateFolder })) {
    const runId = path.slice(0, path.indexOf("/"));
    const incarnation = basename(path, ".journal");
    const space = await openRunSpace(hub, runId).catch(() => null);
    if (space !== null) {
      const outbox = new Outbox(hub.streams, clock, (error) => notice(error.message));
      for (const bytes of recordsOf(join(stateFolder, path))) {
        const { n } = decode(bytes) as FromMachine;
        outbox.post(() => ({ subject: space.names.from(incarnation), bytes, id: `${incarnation}.${n}` }));
      }
      await outbox.flushed();
      notice(`handed in what ${incarnation.slice(0, 4)} had counted in run ${runId}`);
    }
    rmSync(join(stateFolder, path), { force: true });
  }
}

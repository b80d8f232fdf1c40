import type { LogEntry, PastRun } from "../run-log.ts";
import type { Hub } from "./hub.ts";
import { readStored, type RunSpace } from "./run-space.ts";
import { decode, type LogRecord, type MachineFacts, type ToMachine } from "./wire.ts";

/** What a machine was told last, thread by thread. */
export interface PastMachine {
  readonly incarnation: string;
  readonly facts: MachineFacts;
  readonly threads: { held: readonly number[]; isStarted: boolean }[];
}

/** The turns of one epoch. */
const turnsPerEpoch = 2 ** 20;

/** The machines that ever joined a run and were told what to do, in that order. */
export async function pastMachines(hub: Hub, space: RunSpace): Promise<PastMachine[]> {
  const facts = new Map<string, MachineFacts>();
  for await (const record of recordsOf(hub, space)) {
    if (record.kind === "machine") facts.set(record.incarnation, record.machine);
  }
  const machines = new Map<string, PastMachine>();
  const epochs = new Map<string, number>();
  for await (const { bytes, subject } of readStored(hub, space, space.names.toAll)) {
    const incarnation = subject.slice(subject.lastIndexOf(".") + 1);
    const word = decode(bytes) as ToMachine;
    const known = facts.get(incarnation);
    // A coordinator that had been shut out may have said more: the machine does not obey it.
    if (known === undefined || word.kind !== "thread" || word.epoch < (epochs.get(incarnation) ?? 0)) continue;
    epochs.set(incarnation, word.epoch);
    const machine = machines.get(incarnation) ?? { incarnation, facts: known, threads: [] };
    machines.set(incarnation, machine);
    const thread = (machine.threads[word.thread] ??= { held: [], isStarted: false });
    if ("held" in word.message) thread.held = word.message.held;
    if (word.message.type === "start") thread.isStarted = true;
  }
  return [...machines.values()];
}

/** What was written down of the course of a run. */
export async function* entriesOf(hub: Hub, space: RunSpace): PastRun["entries"] & AsyncGenerator<LogEntry> {
  for await (const record of recordsOf(hub, space)) {
    if (record.kind !== "epoch" && record.kind !== "machine") yield record;
  }
}

export function firstTurnOf(epoch: number): number {
  return epoch * turnsPerEpoch;
}

async function* recordsOf(hub: Hub, space: RunSpace): AsyncGenerator<LogRecord> {
  for await (const { bytes } of readStored(hub, space, space.names.log)) yield decode(bytes) as LogRecord;
}

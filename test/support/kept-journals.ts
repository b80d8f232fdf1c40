import { globSync, linkSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { LoadReport } from "../../src/loadtest/load-job.ts";
import { mergeTicks, RunStatistics, type Tick, unpackTick } from "../../src/stats/index.ts";
import { recordsOf } from "../../src/swarm/nats/journal.ts";
import { decode, type FromMachine } from "../../src/swarm/nats/wire.ts";

/** Keeps the journals of machines at work in a folder of their own: each machine removes its own at the end. */
export function keepJournals(machineFolders: readonly string[], into: string): string[] {
  mkdirSync(into, { recursive: true });
  return machineFolders.flatMap((folder) =>
    globSync(join(folder, ".pickup/worker/*/*.journal")).map((journal) => {
      const kept = join(into, basename(journal));
      linkSync(journal, kept);
      return kept;
    }),
  );
}

/** What all machines counted, by their own journals. */
export function statisticsOf(journals: readonly string[]): RunStatistics {
  const seconds = new Map<number, Tick[]>();
  for (const word of journals.flatMap(recordsOf).map((bytes) => decode(bytes) as FromMachine)) {
    if (word.kind !== "thread" || (word.message.type !== "report" && word.message.type !== "done")) continue;
    const { second, report } = word.message;
    const ticks = seconds.get(second) ?? [];
    ticks.push(unpackTick((report as LoadReport).tick));
    seconds.set(second, ticks);
  }
  const statistics = new RunStatistics();
  for (const second of [...seconds.keys()].toSorted((a, b) => a - b)) statistics.add(mergeTicks(seconds.get(second)!));
  return statistics;
}

import { plural } from "../../ground/index.ts";
import type { ComparedRun } from "./compare-runs.ts";

/** A length or a rate that differs by more than this is worth a word. */
const muchShare = 0.1;

/** What makes two runs hard to compare, one sentence each; empty when nothing does. */
export function caveatsOf(a: ComparedRun, b: ComparedRun): string[] {
  const [one, other] = [a.summary, b.summary];
  const caveats: string[] = [];
  const differs = (what: string, of: string | number, than: string | number) => {
    if (of !== than) caveats.push(`${what}: ${of} and ${than}.`);
  };
  differs("They had different hosts", one.run.host, other.run.host);
  differs("They had different numbers of users", one.run.users, other.run.users);
  differs("They had different numbers of workers", one.run.workers, other.run.workers);
  differs("They ran on different machines", machineOf(a), machineOf(b));
  differs("They were run by different versions of the kit", a.stored.version, b.stored.version);
  differs("They ran different tests", a.stored.run.testName, b.stored.run.testName);
  for (const { entry, summary } of [a, b]) {
    if (summary.generator.saturated) caveats.push(`The load generator was the bottleneck of ${entry.id}.`);
    if (summary.run.durationSeconds < 20)
      caveats.push(`${entry.id} was short: ${seconds(summary.run.durationSeconds)}.`);
  }
  if (isFar(one.run.durationSeconds, other.run.durationSeconds)) {
    caveats.push(`They took ${seconds(one.run.durationSeconds)} and ${seconds(other.run.durationSeconds)}.`);
  }
  return caveats;
}

function machineOf({ stored: { machine } }: ComparedRun): string {
  return `${machine.cpu}, ${plural(machine.cores, "core")}`;
}

function seconds(count: number): string {
  return plural(Math.round(count), "second");
}

function isFar(a: number, b: number): boolean {
  return Math.abs(a - b) > muchShare * Math.max(a, b);
}

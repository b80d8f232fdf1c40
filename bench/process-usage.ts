import { readdirSync, readFileSync } from "node:fs";

/** What a process and its descendants have used until now. */
export interface ProcessUsage {
  /** User and system time. */
  readonly cpuMs: number;
  /** Resident set, added up: pages that processes share count for each of them. */
  readonly rssBytes: number;
}

/** `getconf CLK_TCK` of every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Reads the usage of a process and of everything it started, from Linux' `/proc`. */
export function usageOf(pid: number): ProcessUsage {
  const processes = allProcesses();
  const family = new Set([pid]);
  // A child stands behind its parent only as long as the numbers have not gone round, so look until nothing is new.
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  const members = processes.filter(({ id }) => family.has(id));
  return {
    cpuMs: members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: members.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

/** Processor time of all processes of the machine since it started, the time that its host took away included. */
export function machineCpuMs(): number {
  const [user, nice, system, , , , , stolen] = readFileSync("/proc/stat", "latin1")
    .split("\n", 1)[0]!
    .split(/ +/)
    .slice(1)
    .map(Number) as [number, number, number, number, number, number, number, number];
  return ((user + nice + system + stolen) * 1000) / ticksPerSecond;
}

interface ProcessFacts extends ProcessUsage {
  readonly id: number;
  readonly parent: number;
}

function allProcesses(): ProcessFacts[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => factsOf(Number(name)) ?? []);
}

/** Fields of `/proc/PID/stat` (proc_pid_stat(5)); the name before them may hold spaces and brackets. */
function factsOf(id: number): ProcessFacts | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${id}/stat`, "latin1");
  } catch {
    return undefined; // gone since it was listed
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, user, system, pages] = [fields[1], fields[11], fields[12], fields[21]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { id, parent, cpuMs: ((user + system) * 1000) / ticksPerSecond, rssBytes: pages * pageBytes };
}

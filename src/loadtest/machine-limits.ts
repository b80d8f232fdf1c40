// What the operating system allows this process, has left and makes it wait for, as far as Linux says it; 0 elsewhere.
import { readFileSync, statSync } from "node:fs";

/** Linux (6.2 and later) gives the number of open descriptors as the size of this folder; listing it would take ms. */
export function openFiles(): number {
  return statSync("/proc/self/fd", { throwIfNoEntry: false })?.size ?? 0;
}

/** How many descriptors this process may have. */
export function openFilesLimit(): number {
  return Number(/^Max open files\s+(\d+)/m.exec(textOf("/proc/self/limits"))?.[1] ?? 0);
}

/** Connections that this machine closed less than a minute ago: their ports are kept back (TIME_WAIT). */
export function closingSockets(): number {
  return Number(/^TCP: .*\btw (\d+)/m.exec(textOf("/proc/net/sockstat"))?.[1] ?? 0);
}

/** Ports that the system gives to connections from one address to another one. */
export function localPorts(): number {
  const range = /^(\d+)\s+(\d+)/.exec(textOf("/proc/sys/net/ipv4/ip_local_port_range"));
  return range === null ? 0 : Number(range[2]) - Number(range[1]) + 1;
}

/** How long this thread, since it began, was ready to run and waited for a core; milliseconds. */
export function coreWaitMs(): number {
  const [, waitNs = 0] = textOf("/proc/thread-self/schedstat").split(" ").map(Number);
  return waitNs / 1e6;
}

/** Of a file that only Linux has: empty elsewhere. */
function textOf(file: string): string {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(file, "utf8");
}

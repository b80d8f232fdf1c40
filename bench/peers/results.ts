import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import type { MeasuredRun } from "../measured-run.ts";
import type { Peer } from "./peers.ts";

/** What each tool did, all within a minute or two; ours is called `pickup`. */
export type Round = { readonly [name: string]: MeasuredRun };

/** A file of results: what was measured, when, on what. */
export interface PeerResults {
  readonly machine: string;
  readonly measuredAt: string;
  readonly versions: { readonly [name: string]: string };
  readonly rounds: readonly Round[];
}

/** Adds rounds to a file of results, which need not exist. */
export function addRounds(file: string, rounds: readonly Round[], peers: readonly Peer[]): void {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PeerResults).rounds : [];
  const results: PeerResults = {
    machine: `${cpus().length} cores, ${cpus()[0]!.model}, Linux ${release()}, Node ${process.version}`,
    measuredAt: new Date().toISOString(),
    versions: Object.fromEntries(peers.map((peer) => [peer.name, peer.version()])),
    rounds: [...before, ...rounds],
  };
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

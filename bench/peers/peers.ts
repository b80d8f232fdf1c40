import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Generator } from "../measured-run.ts";
import { wrkGenerator } from "../wrk-generator.ts";

/** A load tester that is measured beside ours. */
export interface Peer {
  readonly name: string;
  /** What the tool says of its own version. */
  version(): string;
  /** As many users as given, each asking again as soon as it has its answer. */
  generator(origin: string, users: number): Generator;
}

/** Where `bench/peers/setup` installs them. */
const folder =
  process.env.PICKUP_PEERS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "pickup-peers");
const token = `user-1.${"t".repeat(200)}`;
const longTime = "600";

const artillery = join(folder, "npm/node_modules/artillery/bin/run");
const autocannon = join(folder, "npm/node_modules/autocannon/autocannon.js");
const locust = join(folder, "python/bin/locust");

/**
 * Those that send one fixed request (wrk, hey, vegeta, autocannon) and those that run a script, where each user has a
 * token of its own.
 */
export const peers: readonly Peer[] = [
  {
    name: "k6",
    version: () => versionIn(output(binary("k6"), "version")),
    generator: (origin, users) => ({
      name: "k6",
      command: [
        binary("k6"),
        "run",
        "--quiet",
        "--no-usage-report",
        "-e",
        `ORIGIN=${origin}`,
        "--vus",
        String(users),
        "--duration",
        `${longTime}s`,
        script("k6.js"),
      ],
      check: requireNone(/http_req_failed[^\d]*(?!0\.00%)\d.*/),
    }),
  },
  locustPeer("Locust FastHttpUser", "FastReader"),
  locustPeer("Locust HttpUser", "PlainReader"),
  {
    name: "Artillery",
    version: () => versionIn(output(process.execPath, artillery, "version")),
    generator: (origin, users) => ({
      name: "Artillery",
      command: [process.execPath, artillery, "run", "--target", origin, script("artillery.yml")],
      env: { USERS: String(users), PADDING: "t".repeat(200), ARTILLERY_DISABLE_TELEMETRY: "true" },
      check: requireNone(/errors\..*|http\.codes\.[^2].*/),
    }),
  },
  {
    name: "autocannon",
    version: () => versionIn(output(process.execPath, autocannon, "--version")),
    generator: (origin, users) => ({
      name: "autocannon",
      command: [
        process.execPath,
        autocannon,
        "-c",
        String(users),
        "-d",
        longTime,
        "-H",
        `Authorization=Bearer ${token}`,
        addressOf(origin),
      ],
      check: requireNone(/\d+ errors.*|\d+ non 2xx.*/),
    }),
  },
  {
    name: "hey",
    version: () => moduleVersion("hey"),
    generator: (origin, users) => ({
      name: "hey",
      command: [
        binary("hey"),
        "-z",
        `${longTime}s`,
        "-c",
        String(users),
        "-H",
        `Authorization: Bearer ${token}`,
        addressOf(origin),
      ],
      check: requireNone(/Error distribution[^]*|\[[^2]\d\d\]\s+\d+ responses/),
    }),
  },
  {
    name: "vegeta",
    version: () => moduleVersion("vegeta"),
    generator: (origin, users) => ({
      name: "vegeta",
      command: [
        "sh",
        "-c",
        // Not by a pipe: the shell between would end without it.
        `exec '${binary("vegeta")}' attack -rate 0 -workers ${users} -max-workers ${users} -connections ${users} -duration ${longTime}s -header 'Authorization: Bearer ${token}' -output /dev/null <<'TARGETS'\nGET ${addressOf(origin)}\nTARGETS\n`,
      ],
    }),
  },
  {
    name: "wrk",
    version: () => versionIn(output("sh", "-c", "wrk -v 2>&1 || true")),
    generator: (origin, users) => wrkGenerator(addressOf(origin), users, token),
  },
];

/** Locust with one process, users of one class of our file; `WAITS` of the environment lets them wait. */
export function locustGenerator(
  users: string,
  origin: string,
  count: number,
  env: { readonly [name: string]: string } = {},
): Generator {
  const load = ["-u", String(count), "-r", "100000", "-t", `${longTime}s`];
  return {
    name: users,
    command: [locust, "-f", script("locustfile.py"), "--headless", "--only-summary", "-H", origin, ...load, users],
    env,
    check: requireNone(/Aggregated +\d+ +[1-9]\d*\(.*/),
  };
}

function locustPeer(name: string, users: string): Peer {
  return {
    name,
    version: () => versionIn(output(locust, "--version")),
    generator: (origin, count) => ({ ...locustGenerator(users, origin, count), name }),
  };
}

function addressOf(origin: string): string {
  return `${origin}/continuewatchinghistory`;
}

function binary(name: string): string {
  return join(folder, "bin", name);
}

function script(name: string): string {
  return fileURLToPath(new URL(`scripts/${name}`, import.meta.url));
}

/** A check that throws what it finds of failures in a tool's output. */
function requireNone(failures: RegExp): (output: string) => void {
  return (text) => {
    const found = failures.exec(text);
    if (found !== null) throw new Error(found[0]);
  };
}

function moduleVersion(name: string): string {
  return /^\tmod\t\S+\tv(\S+)/m.exec(output("go", "version", "-m", binary(name)))![1]!;
}

function versionIn(text: string): string {
  return /\d+\.\d+\.\S+/.exec(text)![0];
}

function output(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/**
 * The house: every room under `src/`, what lives in it, and which rooms it may import. The only such table: the lint
 * rules, the wall test and the table in ARCHITECTURE.md come from it.
 */
export interface Room {
  readonly holds: string;
  /** Rooms entered through their `index.ts`. */
  readonly imports: readonly RoomName[];
  /** Rooms of which only types may be imported. */
  readonly importsTypesOf?: readonly RoomName[];
  /** True when the room may import the public face (`src/index.ts`) as a user's test file does. */
  readonly importsPublicFace?: true;
}

export type RoomName =
  | "ground"
  | "stats"
  | "verdict"
  | "dataset"
  | "http"
  | "tokens"
  | "dynamodb"
  | "verification"
  | "engine"
  | "loadtest"
  | "seeding"
  | "swarm"
  | "results"
  | "run"
  | "web"
  | "importing"
  | "pickup"
  | "local"
  | "cli";

/** What a run is put together from. */
const belowRun: readonly RoomName[] = [
  "ground",
  "stats",
  "verdict",
  "dataset",
  "http",
  "tokens",
  "dynamodb",
  "verification",
  "engine",
  "loadtest",
  "seeding",
  "swarm",
  "results",
];

export const house: { readonly [Name in RoomName]: Room } = {
  ground: {
    holds: "errors, clock, durations and sizes, seeded random (Philox4x32-10), the option mechanism",
    imports: [],
  },
  stats: { holds: "latency histograms, counters, ticks, merge, wire form", imports: ["ground"] },
  verdict: { holds: "thresholds, generator health, the verdict and its exit code; pure", imports: ["ground", "stats"] },
  dataset: {
    holds: "config.json: schema, generate, read; the markers of a user and their items; pure",
    imports: ["ground"],
  },
  http: {
    holds: "response parser, connection, HTTP/2 session, the virtual user's client, the signed-request client",
    imports: ["ground"],
  },
  tokens: {
    holds: "payload templates, token client, local signing, pool with early refresh; as a job for workers",
    imports: ["ground", "http"],
    importsTypesOf: ["dataset", "swarm"],
  },
  dynamodb: { holds: "the protocol: signing, batches, error classes, table admin, scan", imports: ["ground", "http"] },
  verification: {
    holds: "the oracle (what the API owes a user), comparison with the answer, explanations",
    imports: ["ground", "dataset"],
  },
  engine: {
    holds: "virtual users, tasks, waits, load shapes as pure plans, the run of one worker",
    imports: ["ground", "stats"],
  },
  loadtest: {
    holds: "the public face: defineLoadTest, the user object, a test file as a job for workers",
    imports: ["ground", "stats", "engine", "http", "tokens", "dataset", "verification", "verdict"],
    importsTypesOf: ["swarm", "results"],
  },
  seeding: {
    holds: "plan, writer, checkpoint, clean-up; as a job for workers",
    imports: ["ground", "stats", "dataset", "dynamodb"],
    importsTypesOf: ["swarm"],
  },
  swarm: {
    holds: "coordinator, worker, message types, transports; generic over jobs",
    imports: ["ground", "stats", "engine"],
  },
  results: {
    holds: "run folder, the page's view of a run, report, comparison, files for others; observers of a run",
    imports: ["ground", "stats", "verdict"],
  },
  run: {
    holds: "from options to verdict as one list of named steps; the worker thread with its table of jobs",
    imports: belowRun,
  },
  web: {
    holds: "the page's server: messages, live events, Locust's endpoints, metrics",
    imports: ["ground", "stats", "verdict", "results"],
    importsTypesOf: ["run", "seeding"],
  },
  importing: {
    holds: "recordings and locustfiles read into a scenario, a load test written from it; text to text",
    imports: ["ground"],
  },
  pickup: { holds: "the built-in load test, written like any user's", imports: [], importsPublicFace: true },
  local: {
    holds: "the embedded stack: databases, token service, reference pickup-api, fault proxies",
    imports: ["ground", "dataset", "tokens", "dynamodb"],
  },
  cli: {
    holds: "one file per command, loaded lazily; help, the doctor's checks, terminal rendering",
    imports: [...belowRun, "run", "web", "importing", "pickup", "local"],
  },
};

import { dynamodbOptions } from "../dynamodb/index.ts";
import { defineOptions, optionType } from "../ground/index.ts";
import { loadTestOptions, passOptions } from "../loadtest/index.ts";
import { resultsOptions } from "../results/index.ts";
import { gatherOptions, natsOptions, swarmOptions } from "../swarm/index.ts";
import { verdictOptions } from "../verdict/index.ts";

/** The options that any pass of a load test over the API needs, whatever its plan. */
export const orderOptions = defineOptions({
  ...passOptions,
  /** The ledger of what users write belongs to the table behind the API. */
  table: dynamodbOptions.table,
  region: dynamodbOptions.region,
});

/** Every option of a load test run. */
export const loadRunOptions = defineOptions({
  ...loadTestOptions,
  ...orderOptions,
  ...swarmOptions,
  ...natsOptions,
  ...gatherOptions,
  ...verdictOptions,
  ...resultsOptions,
  findMax: {
    type: optionType.flag,
    default: false,
    help: "search the highest load that meets the thresholds, by doubling and then bisection",
  },
  maxOf: {
    type: optionType.choice(["rate", "users"]),
    default: "rate",
    help: "what --find-max searches: an arrival rate or a number of users",
  },
  measureTime: {
    type: optionType.durationFrom(3000),
    default: 15_000,
    help: "how long --find-max measures each load, in whole seconds; a third of it while it is still doubling",
  },
  headless: {
    type: optionType.flag,
    default: false,
    help: "run at once without the page, and end with the run",
  },
});

/** How one user is tried. */
export const tryRunOptions = defineOptions({ ...orderOptions, writes: loadTestOptions.writes });

/** How a pass over all users is made. */
export const verifyRunOptions = defineOptions({
  ...orderOptions,
  ...swarmOptions,
  sample: {
    type: optionType.integer(1),
    help: "ask as so many users, spread over all of them (default: as every user)",
  },
  resume: { type: optionType.flag, default: false, help: "go on where the same verification was stopped" },
  usersAtOnce: { type: optionType.integer(1, 10_000), default: 32, help: "users that ask at once" },
});

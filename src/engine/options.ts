import { defineOptions, optionType } from "../ground/index.ts";
import { rateStagesType, rateType, spikeType, stagesType, stepsType } from "./shape-types.ts";
import { picks } from "./user-pool.ts";

/** How much load, for how long: a load has one shape. */
export const shapeOptions = defineOptions({
  users: {
    type: optionType.integer(1),
    short: "u",
    default: 1,
    help: "virtual users at the peak; with an arrival rate those that make its starts (default there: the whole dataset)",
  },
  spawnRate: { type: optionType.positive, short: "r", default: 1, help: "virtual users started per second" },
  runTime: {
    type: optionType.durationFrom(1),
    short: "t",
    help: "how long the load runs, ramp-up included; without it until Ctrl+C",
  },
  stages: {
    type: stagesType,
    help: "users over time, each stage a line to its users: 30s:100,5m:100,30s:0; from 0 users or a leading N,",
  },
  arrivalRate: {
    type: rateType,
    help: "start so many tasks, such as 500/s or 30/m, whether or not earlier ones have ended; waits are left out",
  },
  arrivalStages: {
    type: rateStagesType,
    help: "an arrival rate over time: 30s:100/s,1m:500/s; from 0/s or a leading rate",
  },
  steps: {
    type: stepsType,
    help: "users (100,200,400) or arrival rates (100/s,200/s) one after the other, each with statistics of its own",
  },
  stepTime: {
    type: optionType.durationFrom(1000),
    default: 30_000,
    help: "how long each step lasts, in whole seconds",
  },
  spike: {
    type: spikeType,
    help: "another number of users or arrival rate for a while: 500@30s+10s means 500 from second 30 on, for 10 s",
  },
  warmUp: {
    type: optionType.duration,
    default: 0,
    help: "time at the start, in whole seconds, that is left out of the statistics",
  },
  pick: {
    type: optionType.choice(picks),
    default: "fresh",
    help: "which free user of the dataset is taken: one never taken yet, any, the first ones more often, each only once",
  },
});

/** How every run is done, whatever its shape. */
export const engineOptions = defineOptions({
  runSeed: { type: optionType.text, help: "decides every user's tasks and waits (default: the run's id)" },
  tags: {
    type: optionType.list(optionType.text),
    help: "run only tasks that have one of these tags; several with commas",
  },
  excludeTags: {
    type: optionType.list(optionType.text),
    help: "run no task that has one of these tags; several with commas",
  },
  stopTimeout: {
    type: optionType.duration,
    default: 5000,
    help: "how long running tasks may go on after the end before they are cut short",
  },
});

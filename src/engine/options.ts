import { defineOptions, optionType } from "../ground/index.ts";

/** How much load, for how long. */
export const engineOptions = defineOptions({
  users: { type: optionType.integer(1), short: "u", default: 1, help: "virtual users at the peak" },
  spawnRate: { type: optionType.positive, short: "r", default: 1, help: "virtual users started per second" },
  runTime: {
    type: optionType.durationFrom(1),
    short: "t",
    help: "how long the load runs, ramp-up included; without it until Ctrl+C",
  },
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

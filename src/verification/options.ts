import { defineOptions, optionType } from "../ground/index.ts";

/** What the service is declared to do. The expected answer follows only from these and the config; nothing is guessed. */
export const verificationOptions = defineOptions({
  cutOffDays: {
    type: optionType.positive,
    help: "the service's cutOffInDays: older markers are not owed (default: all are)",
  },
  historyLimit: {
    type: optionType.integer(1),
    help: "the service's continueWatchingLimit: at most so many markers are owed (default: all are)",
  },
  completedAt: {
    type: optionType.share,
    help: "the share of the runtime from which a title counts as finished and is not owed (default: never)",
  },
  visibleWithin: {
    type: optionType.duration,
    default: 0,
    help: "how long after its acknowledgement a write may take to be shown (default: it must be shown at once)",
  },
  edgeMargin: {
    type: optionType.duration,
    default: 5000,
    help: "how near to the cut-off or its ttl a marker may be shown or not: answers under way, clocks that differ",
  },
});

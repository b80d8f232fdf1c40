import { datasetOptions } from "../dataset/index.ts";
import { engineOptions, shapeOptions } from "../engine/index.ts";
import { defineOptions, type OptionInputs, optionType } from "../ground/index.ts";
import { httpOptions } from "../http/index.ts";
import type { resultsOptions } from "../results/index.ts";
import { tokenOptions } from "../tokens/index.ts";
import { verificationOptions } from "../verification/index.ts";

/** The options of any pass over the API, whatever its plan: everything the rooms declare, and where the load goes. */
export const passOptions = defineOptions({
  host: { type: optionType.url, short: "H", help: "address of the API under test" },
  allowHost: {
    type: optionType.list(optionType.text),
    help: "a host name, other than this machine's, that may be loaded; may be given several times",
  },
  userTypes: {
    type: optionType.list(optionType.text),
    help: "run only these user types of the test; several with commas (default: all)",
  },
  traceSample: {
    type: optionType.share,
    default: 0,
    help: "the share of requests that carry a traceparent header, so that a slow one's trace can be found",
  },
  traceUrl: {
    type: {
      ...optionType.matching(/^https?:\/\/\S*\{traceId\}\S*$/, "must be an address with {traceId} in it"),
      name: "trace-url",
    },
    help: "where a trace is looked at, such as https://traces.example.test/{traceId}; failures then link to it",
  },
  ...datasetOptions,
  ...engineOptions,
  ...httpOptions,
  ...tokenOptions,
  ...verificationOptions,
});

/** What a load test does beside the ordinary. */
const trialOptions = defineOptions({
  writes: {
    type: optionType.percentage,
    default: 0,
    help: "the share of tasks that write, such as 10%; the viewers of the built-in test then move on",
  },
  isolation: {
    type: optionType.percentage,
    default: 0,
    help: "probes of the walls between users for each request, such as 1%: with another's data or a bad token",
  },
  abort: {
    type: optionType.flag,
    default: true,
    help: "end the run at a leak between users; --no-abort goes on to its end",
  },
});

/** The options of a load test. */
export const loadTestOptions = defineOptions({ ...shapeOptions, ...passOptions, ...trialOptions });

/** What a test file may say under `options`; times are seconds or texts such as `"30s"`. */
export type LoadOptions = OptionInputs<typeof loadTestOptions & typeof resultsOptions>;

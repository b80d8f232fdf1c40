import { defineOptions, KitError, type optionType } from "../ground/index.ts";
import { parseThreshold } from "./threshold.ts";

type Expressions = readonly string[];

/** Between two expressions, never inside the name of an endpoint. */
const separator = /(?<=[<>=]\s*[\d.]+(?:%|us|ms|s|m)?(?:\s+abort(?:\s+after\s+[\d.hms]+)?)?)\s*,/;

const expressions: optionType.OptionType<Expressions> = {
  name: "thresholds",
  placeholder: "EXPRESSION",
  repeatable: true,
  ofText: (text) => checked(text.split(separator)),
  ofInput: (list) => (Array.isArray(list) ? checked(list) : { problem: "must be a list of texts" }),
  join: (lists) => lists.flat(),
};

/** What a run is judged by. */
export const verdictOptions = defineOptions({
  threshold: {
    type: expressions,
    default: [] as Expressions,
    help: "limit that decides the verdict, such as 'p99<300ms' or 'p99[60s]<1s abort'; may be given several times",
  },
});

function checked(texts: Expressions): Expressions | optionType.Problem {
  try {
    return texts.map((text) => parseThreshold(text).expression);
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return { problem: `${error.message}. ${error.hint}` };
  }
}

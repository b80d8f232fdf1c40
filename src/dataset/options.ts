import { defineOptions, optionType } from "../ground/index.ts";

/** Which config file the commands read. */
export const datasetOptions = defineOptions({
  config: { type: optionType.path, default: "config.json", help: "config file: who the users are, what they watched" },
});

/** A moment as ISO 8601 with its time zone, or a date (its first second in UTC); the value is in epoch milliseconds. */
const instant: optionType.OptionType<number, string> = {
  name: "instant",
  placeholder: "ISO",
  repeatable: false,
  ofText: instantOf,
  ofInput: instantOf,
};

/** What `pickup config` may be told beside its arguments. */
export const configOptions = defineOptions({
  out: { type: optionType.path, help: "file to write (default: the one --config names)" },
  force: { type: optionType.flag, default: false, help: "overwrite the file when it exists" },
  seed: { type: optionType.text, help: "what everything derives from (default: a random one, written into the file)" },
  end: { type: instant, help: "time of the newest markers (default: now)" },
  userId: { type: optionType.list(optionType.text), help: "profile id to use before any are generated" },
  asset: {
    type: optionType.list(optionType.text),
    help: "URN of a feature to use instead of generated ones",
  },
  series: {
    type: optionType.integer(0),
    help: "so many series of ten episodes beside the features",
  },
  compact: {
    type: optionType.flag,
    default: false,
    help: "write rules instead of lists; needed above 1,000,000 users",
  },
});

function instantOf(text: string): number | optionType.Problem {
  const isInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const epochMs = isInstant ? Date.parse(text) : Number.NaN;
  return Number.isNaN(epochMs) ? { problem: "must be a time such as 2026-11-01T00:00:00Z" } : epochMs;
}

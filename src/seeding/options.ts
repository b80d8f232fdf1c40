import { defineOptions, optionType } from "../ground/index.ts";
import { shardOption } from "./shard-option.ts";

/** How `pickup seed` and `pickup clean` write. */
export const writingOptions = defineOptions({
  maxWcu: { type: optionType.integer(1), help: "write units a second, at most (default: what the table shows)" },
  concurrency: { type: optionType.integer(1, 256), default: 64, help: "most batches in flight at once, per worker" },
  shard: { type: shardOption, help: "do only the part of one of so many machines, such as 2/4" },
  restart: { type: optionType.flag, default: false, help: "forget what an unfinished run has done" },
  retryFailed: { type: optionType.flag, default: false, help: "try the items again that were given up" },
  maxExceptions: {
    type: optionType.integer(1),
    default: 5,
    help: "stop after so many errors that no retry mends; the same command then goes on",
  },
  yes: { type: optionType.flag, default: false, help: "do not ask before a costly seeding or a clean-up in AWS" },
  logBatches: { type: optionType.flag, default: false, help: "write a line for every batch to runtime.log" },
});

/** What only `pickup seed` knows. */
export const seedOptions = defineOptions({
  dryRun: { type: optionType.flag, default: false, help: "print items, bytes, capacity, time and cost, and stop" },
  json: { type: optionType.flag, default: false, help: "print plan and account as JSON" },
  confirmAbove: {
    type: optionType.positive,
    default: 10,
    help: "ask before writing what costs more dollars than this",
  },
  prices: { type: optionType.path, help: "a JSON file with other prices than the listed ones" },
  keepDays: { type: optionType.integer(1, 36_500), help: "let the items expire so many days from today" },
  check: { type: optionType.flag, default: false, help: "write nothing: compare the table with the dataset" },
  sink: {
    type: optionType.choice(["table", "s3-import"]),
    default: "table",
    help: "where to: the table, or files to import",
  },
  out: { type: optionType.path, default: "import-files", help: "with --sink s3-import: the folder of the files" },
  startImport: { type: optionType.text, help: "with --sink s3-import: upload to BUCKET[/PREFIX] and start the import" },
  s3Endpoint: { type: optionType.url, help: "with --start-import: address of an S3 that is not AWS's own" },
  web: { type: optionType.flag, default: false, help: "show the seeding on a page while it goes on" },
  createTable: { type: optionType.flag, default: false, help: "make the table in AWS when it is absent" },
});

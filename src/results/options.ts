import { defineOptions, optionType } from "../ground/index.ts";

/** Where the results go. */
export const resultsOptions = defineOptions({
  runs: { type: optionType.path, default: "runs", help: "folder that gets a folder for each run" },
  jsonFile: { type: optionType.path, help: "file that gets the summary as well" },
  html: { type: optionType.path, help: "file that gets the report as well, one HTML page that needs no network" },
  baseline: {
    type: optionType.text,
    help: "run to compare this one with at its end: an id in --runs, or latest",
  },
  failIfWorse: {
    type: optionType.percentage,
    help: "exit with 99 when a figure is worse than that of the other run by so much or more, beyond chance",
  },
  annotations: {
    type: optionType.choice(["none", "github"]),
    default: "none",
    help: "print, at the end, what was wrong as annotations of a job of GitHub Actions",
  },
  csv: {
    type: optionType.text,
    help: "prefix of four CSV files in Locust's format, renewed each second: PREFIX_stats.csv …",
  },
});

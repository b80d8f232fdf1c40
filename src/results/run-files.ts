/** The names of the files in the folder of a run. */
export const runFiles = {
  record: "run.json",
  summary: "summary.json",
  ticks: "ticks.jsonl",
  events: "events.jsonl",
  report: "report.html",
  comparison: "comparison.html",
  junit: "junit.xml",
  markdown: "summary.md",
  latencyLog: "latency.hlog",
  stats: "stats.csv",
  history: "stats_history.csv",
  failures: "failures.csv",
  exceptions: "exceptions.csv",
} as const;

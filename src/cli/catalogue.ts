import type { Catalogue } from "./command.ts";

/** Every command with its line in `pickup --help`; a command's file is loaded only when it is asked for. */
export const catalogue: Catalogue = {
  init: { summary: "make the files of a new load test", load: () => import("./commands/init.ts") },
  config: { summary: "write or check config.json", load: () => import("./commands/config.ts") },
  seed: { summary: "write the markers into the table", load: () => import("./commands/seed.ts") },
  tokens: { summary: "fetch or sign every user's token", load: () => import("./commands/tokens.ts") },
  verify: { summary: "ask the API as each user and compare", load: () => import("./commands/verify.ts") },
  try: { summary: "play one user and show every request", load: () => import("./commands/try.ts") },
  load: { summary: "run the load test", load: () => import("./commands/load.ts") },
  worker: {
    summary: "carry the load of runs that other machines coordinate",
    load: () => import("./commands/worker.ts"),
  },
  import: {
    summary: "make a load test from a recording or a locustfile",
    load: () => import("./commands/import.ts"),
  },
  report: { summary: "make the report of a run again", load: () => import("./commands/report.ts") },
  compare: { summary: "compare two runs", load: () => import("./commands/compare.ts") },
  clean: { summary: "delete exactly what was seeded", load: () => import("./commands/clean.ts") },
  local: { summary: "run the embedded stack until Ctrl+C", load: () => import("./commands/local.ts") },
  doctor: {
    summary: "check the surroundings, and say how to mend them",
    load: () => import("./commands/doctor.ts"),
  },
  help: { summary: "tell of a command, a topic or an error code", load: () => import("./commands/help.ts") },
  completion: { summary: "print the completion of a shell", load: () => import("./commands/completion.ts") },
  demo: { summary: "the whole job on the embedded stack", load: () => import("./commands/demo.ts") },
};

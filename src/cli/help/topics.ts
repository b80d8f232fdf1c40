import { readFileSync } from "node:fs";

interface Topic {
  readonly summary: string;
  /** In `docs/`. */
  readonly file: string;
}

/** What `pickup help` tells of beside the commands: each topic is a page of the documentation. */
export const topics: { readonly [name: string]: Topic } = {
  targets: { summary: "which table, API and token service a command goes to", file: "targets.md" },
  shapes: { summary: "users or arrivals over time: stages, steps, spikes", file: "shapes.md" },
  importing: { summary: "load tests from recordings and locustfiles", file: "importing.md" },
  thresholds: { summary: "what must hold, and the search for the highest load", file: "thresholds.md" },
  "exit-codes": { summary: "what each exit code means, and which one wins", file: "exit-codes.md" },
  errors: { summary: "every error code with its meaning and its cure", file: "errors.md" },
  environment: { summary: "the variables that the kit reads", file: "environment.md" },
  results: { summary: "the files of a run, and how to compare two", file: "results.md" },
  seeding: { summary: "writing markers into a real table", file: "seeding.md" },
  verification: { summary: "what is checked of an answer", file: "verification.md" },
  machines: { summary: "one load from many machines", file: "many-machines.md" },
  faults: { summary: "services that fail on purpose", file: "faults.md" },
  lies: { summary: "an API that answers wrongly on purpose", file: "lies.md" },
};

/** The page of a topic, as Markdown. */
export function textOfTopic({ file }: Topic): string {
  return readFileSync(new URL(`../../../docs/${file}`, import.meta.url), "utf8");
}

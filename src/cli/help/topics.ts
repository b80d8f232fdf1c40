import { readFileSync } from "node:fs";

interface Topic {
  readonly summary: string;
  /** In `docs/`. */
  readonly file: string;
}

/** What `pickup help` tells of beside the commands: each topic is a page of the documentation. */
export const topics: { readonly [name: string]: Topic } = {
  "first-run": { summary: "from an empty folder to a first result", file: "first-run.md" },
  "your-api": { summary: "a test file for another API, and how it is written", file: "your-api.md" },
  targets: { summary: "which table, API and token service a command goes to", file: "targets.md" },
  dataset: { summary: "who the users are and what they have watched", file: "config.md" },
  seeding: { summary: "writing markers into a real table", file: "seeding.md" },
  authorization: { summary: "a token for each user", file: "tokens.md" },
  shapes: { summary: "users or arrivals over time: stages, steps, spikes", file: "shapes.md" },
  thresholds: { summary: "what must hold, and the search for the highest load", file: "thresholds.md" },
  verification: { summary: "what is checked of an answer", file: "verification.md" },
  page: { summary: "what the page shows and how it is used", file: "page.md" },
  server: { summary: "who may open the page, and what it answers to scripts", file: "server.md" },
  results: { summary: "the files of a run, and how to compare two", file: "results.md" },
  numbers: { summary: "how the figures are made", file: "numbers.md" },
  pipeline: { summary: "load tests in continuous integration", file: "pipeline.md" },
  machines: { summary: "one load from many machines", file: "many-machines.md" },
  importing: { summary: "load tests from recordings and locustfiles", file: "importing.md" },
  python: { summary: "what became of each script of the Python kit", file: "from-the-python-kit.md" },
  faults: { summary: "services that fail on purpose", file: "faults.md" },
  lies: { summary: "an API that answers wrongly on purpose", file: "lies.md" },
  compared: { summary: "what Locust, k6, Artillery and others do better, and what not", file: "compared.md" },
  benchmarks: { summary: "what was measured, and how", file: "benchmarks.md" },
  words: { summary: "what the words mean", file: "words.md" },
  environment: { summary: "the variables that the kit reads", file: "environment.md" },
  "exit-codes": { summary: "what each exit code means, and which one wins", file: "exit-codes.md" },
  errors: { summary: "every error code with its meaning and its cure", file: "errors.md" },
};

/** The page of a topic, as Markdown. */
export function textOfTopic({ file }: Topic): string {
  return readFileSync(new URL(`../../../docs/${file}`, import.meta.url), "utf8");
}

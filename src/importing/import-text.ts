import { KitError } from "../ground/index.ts";
import { readLocustfile } from "./locust/read-locustfile.ts";
import type { ImportChoices, Reading } from "./reading.ts";
import { readRecording } from "./recording/read-recording.ts";
import { writeLoadTest } from "./writing/write-load-test.ts";

const readers: { readonly [extension: string]: (text: string, source: string, choices: ImportChoices) => Reading } = {
  har: readRecording,
  py: readLocustfile,
};

export interface Imported extends Reading {
  /** The test file. */
  readonly typeScript: string;
}

/** The text of a recording (`.har`) or a locustfile (`.py`) as a load test; `source` is the name of its file. */
export function importText(text: string, source: string, choices: ImportChoices): Imported {
  const extension = /\.([^./\\]+)$/.exec(source)?.[1]?.toLowerCase() ?? "";
  if (!Object.hasOwn(readers, extension)) {
    throw new KitError("PICKUP_IMPORT_UNKNOWN", `${source} is neither a recording (.har) nor a locustfile (.py)`, {
      hint: "Give the file its usual ending.",
    });
  }
  const reading = readers[extension]!(text, source, choices);
  return { ...reading, typeScript: writeLoadTest(reading.scenario) };
}

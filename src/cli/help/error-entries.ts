import { textOfTopic, topics } from "./topics.ts";

/** What is to be read about one error code. */
export interface ErrorEntry {
  readonly code: string;
  /** Meaning, cure and exit code, as Markdown. */
  readonly text: string;
}

/** The error codes of `docs/errors.md` in its order. */
export function errorEntries(): ErrorEntry[] {
  const [, ...sections] = textOfTopic(topics.errors!).split(/^### /m);
  return sections.map((section) => {
    const [code, ...text] = section.replace(/^## .*/ms, "").split("\n");
    return { code: code!, text: text.join("\n").trim() };
  });
}

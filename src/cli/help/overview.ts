import type { Catalogue } from "../command.ts";
import { helpWidthOf, itemText, termWidthOf } from "./item-text.ts";
import { topics } from "./topics.ts";

export const description = "Load-tests an API whose answer depends on who asks, and checks every answer.";

const options = [
  ["-V, --version", "print the version"],
  ["-h, --help", "show this help"],
] as const;

const examples = [
  ["pickup demo", "the whole job on an embedded stack"],
  ["pickup config 50", "a config.json of 50 users"],
  ["pickup load --headless -u 50 -r 10 -t 2m", "a load test without the page"],
  ["pickup doctor", "what is wrong with the surroundings"],
  ["pickup help thresholds", "a topic"],
  ["pickup help PICKUP_TARGET_MISSING", "an error code"],
] as const;

/** What `pickup --help` prints. It is made without the parser, which takes longer to load than all the rest. */
export function overviewOf(catalogue: Catalogue, columns: number | undefined): string {
  const width = helpWidthOf(columns);
  const commands = Object.entries(catalogue).map(([name, { summary }]) => [name, summary] as const);
  const block = (title: string, items: readonly (readonly [string, string])[], termWidth: number) =>
    [title, ...items.map(([term, text]) => itemText(term, text, termWidth, width)), ""].join("\n");
  const pages = Object.entries(topics).map(([name, { summary }]) => [name, summary] as const);
  const termWidth = termWidthOf([...commands, ...options, ...pages].map(([term]) => term));
  return [
    "Usage: pickup <command> [options]\n",
    `${description}\n`,
    block("Commands:", commands, termWidth),
    block("Options:", options, termWidth),
    block("Topics of `pickup help <topic>`:", pages, termWidth),
    block("Examples:", examples, Math.max(...examples.map(([line]) => line.length))),
    "`pickup <command> --help` lists the options of a command and shows examples.\n",
  ].join("\n");
}

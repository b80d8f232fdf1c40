import { exitCodes, KitError, nearestName } from "../../ground/index.ts";
import { defineCommand } from "../command.ts";
import { errorEntries } from "../help/error-entries.ts";
import { pageText } from "../help/page-text.ts";
import { textOfTopic, topics } from "../help/topics.ts";
import { paintFor } from "../terminal/paint.ts";
import { say } from "../world.ts";

export const command = defineCommand({
  name: "help",
  arguments: [
    {
      name: "topic",
      help: `a command, an error code, or one of ${Object.keys(topics).join(", ")}`,
      optional: true,
      words: (commands) => [...commands, ...Object.keys(topics)],
    },
  ],
  options: {},
  examples: ["pickup help load", "pickup help thresholds", "pickup help PICKUP_TARGET_MISSING"],
  async run({ world, args, catalogue }) {
    const paint = paintFor(world.stdout, world.environment);
    say(world, pageText(pageOf(args[0]!, Object.keys(catalogue)), paint));
    return exitCodes.passed;
  },
});

/** The page of a topic or the entry of an error code, as Markdown. */
function pageOf(name: string, commands: readonly string[]): string {
  if (Object.hasOwn(topics, name)) return textOfTopic(topics[name]!);
  const codes = errorEntries();
  const entry = codes.find(({ code }) => code === name.toUpperCase());
  if (entry !== undefined) return `# ${entry.code}\n\n${entry.text}`;
  const nearest = nearestName(name, [...commands, ...Object.keys(topics), ...codes.map(({ code }) => code)]);
  throw new KitError("PICKUP_HELP_UNKNOWN", `there is no help on ${JSON.stringify(name)}`, {
    hint:
      nearest === undefined ? "`pickup --help` lists commands and topics." : `Did you mean \`pickup help ${nearest}\`?`,
  });
}

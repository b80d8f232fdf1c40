import type { CommandWords, FlagWords } from "./command-words.ts";

/** The script that completes `pickup` in fish. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  return [
    "# completion of pickup in fish; load it with: pickup completion fish | source",
    "complete -c pickup -f",
    ...commands.map(
      ({ name, summary }) => `complete -c pickup -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(linesOf),
    "",
  ].join("\n");
}

function linesOf({ name, flags, words, takesFiles }: CommandWords): string[] {
  const start = `complete -c pickup -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...flags.map((flag) => `${start} ${flagText(flag)}`),
    ...(words.length === 0 ? [] : [`${start} -a ${quoted(words.join(" "))}`]),
    ...(takesFiles ? [`${start} -F`] : []),
  ];
}

function flagText({ long, short, help, value }: FlagWords): string {
  const after =
    value === "nothing"
      ? []
      : value === "file"
        ? ["-r", "-F"]
        : value === "anything"
          ? ["-x"]
          : ["-x", "-a", quoted(value.join(" "))];
  return [`-l ${long}`, ...(short === undefined ? [] : [`-s ${short}`]), ...after, `-d ${quoted(help)}`].join(" ");
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

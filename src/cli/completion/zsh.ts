import type { CommandWords, FlagWords } from "./command-words.ts";

/** The script that completes `pickup` in zsh. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef pickup
# completion of pickup in zsh; load it with: source <(pickup completion zsh)
_pickup() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${commands.map(commandCase).join("\n")}
  esac
}
compdef _pickup pickup
`;
}

function commandCase({ name, flags, words, takesFiles }: CommandWords): string {
  const rest = [
    ...(words.length === 0 ? [] : [quoted(`1:word:(${words.join(" ")})`)]),
    ...(takesFiles ? [quoted("*:file:_files")] : []),
  ];
  return `    ${name})\n      _arguments ${[...flags.flatMap(specsOf), ...rest].join(" \\\n        ")}\n      ;;`;
}

function specsOf({ long, short, help, value }: FlagWords): string[] {
  const said = `[${help.replace(/[[\]\\:]/g, "\\$&")}]`;
  const after =
    value === "nothing"
      ? ""
      : value === "file"
        ? ":file:_files"
        : value === "anything"
          ? ":value:"
          : `:value:(${value.join(" ")})`;
  const names = [`--${long}`, ...(short === undefined ? [] : [`-${short}`])];
  return names.map((name) => quoted(`*${name}${said}${after}`));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

import type { CommandWords, FlagWords } from "./command-words.ts";

/** The script that completes `pickup` in bash; where it offers nothing, bash offers files. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# completion of pickup in bash; load it with: source <(pickup completion bash)
_pickup() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  local flags= words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$word"))
    return
  fi
  case "$command $previous" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
  [[ $word == -* ]] && words=$flags
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _pickup pickup
`;
}

/** What follows a flag that takes a value. */
function valueCases({ name, flags }: CommandWords): string[] {
  const taking = flags.filter(({ value }) => value !== "nothing");
  const chosen = taking.filter(({ value }) => typeof value === "object");
  const others = taking.filter(({ value }) => typeof value !== "object");
  const patternOf = (some: readonly FlagWords[]) =>
    some.flatMap(({ long, short }) => [`"${name} --${long}"`, ...(short ? [`"${name} -${short}"`] : [])]).join("|");
  return [
    ...chosen.map((flag) => {
      const words = (flag.value as readonly string[]).join(" ");
      return `    ${patternOf([flag])}) COMPREPLY=($(compgen -W "${words}" -- "$word")); return ;;`;
    }),
    ...(others.length === 0 ? [] : [`    ${patternOf(others)}) return ;;`]),
  ];
}

function commandCase({ name, flags, words }: CommandWords): string {
  const all = flags.map(({ long }) => `--${long}`).join(" ");
  return `    ${name}) flags="${all}" words="${words.join(" ")}" ;;`;
}

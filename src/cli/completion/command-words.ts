import { flagNameOf, type OptionTable } from "../../ground/index.ts";
import type { Argument, Catalogue } from "../command.ts";

/** What a shell may offer after `pickup`: a command with its flags and arguments. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly FlagWords[];
  /** Of its arguments. */
  readonly words: readonly string[];
  readonly takesFiles: boolean;
}

export interface FlagWords {
  /** `users` */
  readonly long: string;
  readonly short: string | undefined;
  readonly help: string;
  /** What follows the flag: nothing, one of these words, a file, or what nobody can guess. */
  readonly value: "nothing" | "file" | "anything" | readonly string[];
}

/** The words of all commands, out of the catalogue and the option tables. */
export function commandWords(catalogue: Catalogue): Promise<CommandWords[]> {
  const names = Object.keys(catalogue);
  return Promise.all(
    Object.entries(catalogue).map(async ([name, { summary, load }]) => {
      const { arguments: given = [], options } = (await load()).command;
      return { name, summary, flags: flagsOf(options), ...argumentsOf(given, names) };
    }),
  );
}

function argumentsOf(given: readonly Argument[], commands: readonly string[]) {
  return {
    words: given.flatMap(({ words }) => words?.(commands) ?? []),
    takesFiles: given.some(({ isFile }) => isFile),
  };
}

function flagsOf(options: OptionTable): FlagWords[] {
  const declared = Object.entries(options).flatMap(([key, { short, help, type, default: value }]): FlagWords[] => {
    const flag: FlagWords = { long: flagNameOf(key), short, help, value: valueOf(type) };
    // What is off needs no word to switch it off.
    return value === true
      ? [flag, { ...flag, long: `no-${flag.long}`, short: undefined, help: `not: ${help}` }]
      : [flag];
  });
  return [...declared, { long: "help", short: "h", help: "show the help", value: "nothing" }];
}

function valueOf({ name, placeholder, choices }: OptionTable[string]["type"]): FlagWords["value"] {
  if (placeholder === null) return "nothing";
  return choices ?? (name === "path" ? "file" : "anything");
}

import type { ExitCode, OptionTable, ResolvedOptions } from "../ground/index.ts";
import type { World } from "./world.ts";

/** A positional argument. Only the last one may be variadic. */
export interface Argument {
  readonly name: string;
  readonly help: string;
  readonly optional?: true;
  readonly variadic?: true;
  /** The words that it may be or may begin with, for completion in a shell; `commands`: the name of every command. */
  readonly words?: (commands: readonly string[]) => readonly string[];
  readonly isFile?: true;
}

/** Every command by its name, with its line in `pickup --help`; its file is loaded only when it is asked for. */
export interface Catalogue {
  readonly [name: string]: { readonly summary: string; readonly load: () => Promise<{ readonly command: Command }> };
}

export interface CommandContext<Table extends OptionTable> {
  readonly world: World;
  /** The positional arguments as typed. */
  readonly args: readonly string[];
  /** All commands, for those that tell of them. */
  readonly catalogue: Catalogue;
  /** Flag > environment > test file (when one is handed in) > default; throws `PICKUP_OPTION_INVALID`. */
  readonly resolve: (testFileOptions?: { readonly [key: string]: unknown }) => ResolvedOptions<Table>;
  /** The values as they were typed, by the strongest source of each; options that nobody named are left out. */
  readonly given: (testFileOptions?: { readonly [key: string]: unknown }) => { readonly [key: string]: unknown };
}

/** A command of `pickup` as data; its file is loaded only when it is asked for. Returns the exit code. */
export interface Command<Table extends OptionTable = OptionTable> {
  readonly name: string;
  readonly arguments?: readonly Argument[];
  readonly options: Table;
  /** Command lines shown at the end of `--help`. */
  readonly examples?: readonly string[];
  run(context: CommandContext<Table>): Promise<ExitCode>;
}

/** Fixes the type of a command's option table. */
export function defineCommand<Table extends OptionTable>(command: Command<Table>): Command<Table> {
  return command;
}

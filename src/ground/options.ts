import { KitError, type OptionProblem } from "./errors.ts";
import { maskedAddress, maskedCredentials } from "./masked-credentials.ts";
import { isProblem, type OptionType } from "./option-types.ts";

/**
 * One option, declared once in the room that owns it. Its key in the table (`runTime`) gives the flag (`--run-time`),
 * the environment variable (`PICKUP_RUN_TIME`), the name in a test file's `options` and in `run.json`.
 */
export interface Option<Value, Input = Value> {
  readonly type: OptionType<Value, Input>;
  /** One letter for a short flag. */
  readonly short?: string;
  /** Used when no source gives a value; left out: the option stays undefined. */
  readonly default?: Value;
  readonly help: string;
  /** A value that must not reach a log, a report or `run.json`. */
  readonly secret?: true;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a table mixes options of every value type
export type OptionTable = { readonly [key: string]: Option<any, any> };

type ValueOf<O> = O extends { default: infer Default; type: OptionType<infer Value, infer _Input> }
  ? undefined extends Default
    ? Value | undefined
    : Value
  : O extends { type: OptionType<infer Value, infer _Input> }
    ? Value | undefined
    : never;

/** The resolved values of a table. Durations are milliseconds. An option without a default may be undefined. */
export type OptionValues<Table extends OptionTable> = { readonly [Key in keyof Table]: ValueOf<Table[Key]> };

/** What a test file may say under `options`: the same keys, with durations as seconds or texts. */
export type OptionInputs<Table extends OptionTable> = {
  readonly [Key in keyof Table]?: Table[Key]["type"] extends OptionType<infer _Value, infer Input> ? Input : never;
};

/** Where a value came from, strongest first. */
export const origins = ["flag", "environment", "test-file", "default"] as const;
export type Origin = (typeof origins)[number];

export interface OptionSources {
  /** As the command line gave them: a text, a list of texts for a repeated flag, or a boolean for a switch. */
  readonly flags: { readonly [key: string]: string | boolean | readonly string[] | undefined };
  readonly environment: { readonly [name: string]: string | undefined };
  readonly testFile?: { readonly [key: string]: unknown };
}

export interface ResolvedOptions<Table extends OptionTable> {
  readonly values: OptionValues<Table>;
  readonly origins: { readonly [Key in keyof Table]: Origin };
}

/** Fixes the literal types of a table, so that `OptionValues` knows which options have defaults. */
export function defineOptions<const Table extends OptionTable>(table: Table): Table {
  return table;
}

/** `runTime` → `run-time`. */
export function flagNameOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `runTime` → `PICKUP_RUN_TIME`. */
export function environmentNameOf(key: string): string {
  return `PICKUP_${flagNameOf(key).replaceAll("-", "_").toUpperCase()}`;
}

/**
 * The value and the origin of every option of a table: flag, else environment, else test file, else default.
 * All bad values are reported in one error (`PICKUP_OPTION_INVALID`, exit code 2), each on a line of its own.
 */
export function resolveOptions<Table extends OptionTable>(
  table: Table,
  sources: OptionSources,
): ResolvedOptions<Table> {
  const values: Record<string, unknown> = {};
  const foundAt: Record<string, Origin> = {};
  const problems = unknownTestFileKeys(table, sources);
  for (const [key, option] of Object.entries(table)) {
    const { value, origin, where } = firstValueOf(key, option, sources);
    foundAt[key] = origin;
    if (isProblem(value)) problems.push({ option: key, message: `${where} ${value.problem}` });
    else values[key] = value;
  }
  if (problems.length > 0) {
    throw new KitError("PICKUP_OPTION_INVALID", problems.map(({ message }) => message).join("\n"), {
      hint: "`pickup <command> --help` lists every option with its default.",
      problems,
    });
  }
  return { values, origins: foundAt } as ResolvedOptions<Table>;
}

/** The value of each option as its strongest source gave it, unread; options that no source names are left out. */
export function givenOptions(table: OptionTable, sources: OptionSources): { readonly [key: string]: unknown } {
  const given = Object.keys(table).map((key) => {
    const fromEnvironment = sources.environment[environmentNameOf(key)];
    return [key, sources.flags[key] ?? (fromEnvironment || sources.testFile?.[key])];
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function unknownTestFileKeys(table: OptionTable, sources: OptionSources): OptionProblem[] {
  return Object.keys(sources.testFile ?? {})
    .filter((key) => !Object.hasOwn(table, key))
    .map((key) => ({ option: null, message: `options.${key} of the test file is not an option` }));
}

function firstValueOf(
  key: string,
  option: OptionTable[string],
  sources: OptionSources,
): { value: unknown; origin: Origin; where: string } {
  const fromFlag = sources.flags[key];
  if (fromFlag !== undefined) {
    const flag = `--${flagNameOf(key)}`;
    return { value: ofFlag(option, fromFlag), origin: "flag", where: located(flag, option, fromFlag) };
  }
  const name = environmentNameOf(key);
  const fromEnvironment = sources.environment[name];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    const where = located(name, option, fromEnvironment);
    return { value: option.type.ofText(fromEnvironment), origin: "environment", where };
  }
  const fromTestFile = sources.testFile?.[key];
  if (fromTestFile !== undefined) {
    const where = located(`options.${key} of the test file`, option, fromTestFile);
    return { value: option.type.ofInput(fromTestFile), origin: "test-file", where };
  }
  return { value: option.default, origin: "default", where: key };
}

function ofFlag(option: OptionTable[string], given: string | boolean | readonly string[]): unknown {
  if (typeof given === "boolean") return given;
  if (typeof given === "string") return option.type.ofText(given);
  const values = given.map((one) => option.type.ofText(one));
  return values.find(isProblem) ?? option.type.join!(values);
}

function located(source: string, option: OptionTable[string], given: unknown): string {
  const shown: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  const masked = option.type.name === "url" ? maskedAddress : maskedCredentials;
  return option.secret ? source : `${source} is ${masked(JSON.stringify(shown))}:`;
}

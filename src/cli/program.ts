import { Command as Parser, CommanderError, Option as ParserOption } from "commander";
import {
  environmentNameOf,
  type ExitCode,
  exitCodes,
  flagNameOf,
  formatDurationMs,
  givenOptions,
  type Option,
  type OptionSources,
  type OptionTable,
  resolveOptions,
} from "../ground/index.ts";
import { catalogue } from "./catalogue.ts";
import type { Command } from "./command.ts";
import { mistypedVariables } from "./mistyped-variables.ts";
import { processWorld } from "./process-world.ts";
import { reportError } from "./report-error.ts";
import { versionOfKit } from "./version.ts";
import type { World } from "./world.ts";

/** Runs the command line in the real process and sets its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await runCommandLine(argv, processWorld());
}

/** Runs one command line in a world; every error ends as one message with a hint and an exit code. */
export async function runCommandLine(argv: readonly string[], world: World): Promise<ExitCode> {
  try {
    const name = argv.find((word) => !word.startsWith("-"));
    const loaded =
      name !== undefined && Object.hasOwn(catalogue, name) ? (await catalogue[name]!.load()).command : null;
    let exitCode: ExitCode = exitCodes.passed;
    const parser = programOf(world);
    for (const [entry, { summary }] of Object.entries(catalogue)) {
      const parserOfCommand = parser.command(entry).description(summary);
      if (loaded?.name === entry) describe(parserOfCommand, loaded, world, (code) => (exitCode = code));
    }
    await parser.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.passed : exitCodes.usage;
    return reportError(world, error);
  }
}

function programOf(world: World): Parser {
  return new Parser("pickup")
    .description("Load-tests an API whose answer depends on who asks, and checks every answer.")
    .version(versionOfKit(), "-V, --version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: (text, write) => write(`${inOneLine(text)}\nhint: \`pickup --help\` lists every command.\n`),
    })
    .exitOverride();
}

function describe(parser: Parser, command: Command, world: World, done: (code: ExitCode) => void): void {
  parser.copyInheritedSettings(parser.parent!);
  parser.configureOutput({
    outputError: (text, write) =>
      write(`${inOneLine(text)}\nhint: \`pickup ${command.name} --help\` lists every option.\n`),
  });
  for (const { name, help, optional, variadic } of command.arguments ?? []) {
    const word = `${name}${variadic ? "..." : ""}`;
    parser.argument(optional ? `[${word}]` : `<${word}>`, help);
  }
  for (const [key, option] of Object.entries(command.options)) addOption(parser, key, option);
  if (command.examples !== undefined) parser.addHelpText("after", `\nExamples:\n  ${command.examples.join("\n  ")}`);
  parser.allowExcessArguments(false).action(async () => {
    for (const line of await mistypedVariables(world.environment, command)) world.stderr.write(`warning: ${line}\n`);
    const sources = (testFile?: OptionSources["testFile"]): OptionSources => ({
      flags: parser.opts(),
      environment: world.environment,
      ...(testFile === undefined ? {} : { testFile }),
    });
    done(
      await command.run({
        world,
        args: parser.args,
        resolve: (testFile) => resolveOptions(command.options, sources(testFile)),
        given: (testFile) => givenOptions(command.options, sources(testFile)),
      }),
    );
  });
}

/** The parser puts "(Did you mean --users?)" on a line of its own. */
function inOneLine(text: string): string {
  return text.trimEnd().replaceAll("\n", " ");
}

function addOption(parser: Parser, key: string, option: OptionTable[string]): void {
  const long = `--${flagNameOf(key)}`;
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const value = option.type.placeholder === null ? "" : ` <${option.type.placeholder}>`;
  const described = new ParserOption(`${short}${long}${value}`, helpOf(key, option));
  if (option.type.repeatable)
    described.argParser((text: string, texts: string[] | undefined) => [...(texts ?? []), text]);
  parser.addOption(described);
  if (option.type.placeholder === null) parser.addOption(new ParserOption(`--no-${flagNameOf(key)}`).hideHelp());
}

function helpOf(key: string, { help, default: value, type, secret }: Option<unknown>): string {
  const isSilent = secret || value === undefined || value === false || (Array.isArray(value) && value.length === 0);
  const shown = type.name === "duration" ? formatDurationMs(value as number) : (value as string);
  return `${help} [${environmentNameOf(key)}${isSilent ? "" : `, default ${shown}`}]`;
}

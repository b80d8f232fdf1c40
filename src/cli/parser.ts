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
import type { Catalogue, Command } from "./command.ts";
import { helpWidthOf, itemText, termWidthOf } from "./help/item-text.ts";
import { description } from "./help/overview.ts";
import { mistypedVariables } from "./mistyped-variables.ts";
import { versionOfKit } from "./version.ts";
import type { World } from "./world.ts";

/** Reads the words of a command line and runs the command that they name. */
export async function obey(words: readonly string[], world: World, catalogue: Catalogue): Promise<ExitCode> {
  const name = words.find((word) => !word.startsWith("-"));
  const loaded = name !== undefined && Object.hasOwn(catalogue, name) ? (await catalogue[name]!.load()).command : null;
  let exitCode: ExitCode = exitCodes.passed;
  const parser = parserFor(world);
  for (const [entry, { summary }] of Object.entries(catalogue)) {
    const parserOfCommand = parser.command(entry).description(summary);
    if (loaded?.name === entry) describe(parserOfCommand, loaded, world, catalogue, (code) => (exitCode = code));
  }
  try {
    await parser.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.passed : exitCodes.usage;
  }
}

function parserFor(world: World): Parser {
  return new Parser("pickup")
    .description(description)
    .version(versionOfKit(), "-V, --version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureHelp({
      padWidth: (parser, helper) =>
        termWidthOf([
          ...helper.visibleOptions(parser).map((option) => helper.optionTerm(option)),
          ...helper.visibleArguments(parser).map((argument) => helper.argumentTerm(argument)),
        ]),
      formatItem: (term, termWidth, text, helper) => itemText(term, text, termWidth, helper.helpWidth!),
    })
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => helpWidthOf(world.stdout.columns),
      outputError: (text, write) => write(`${inOneLine(text)}\nhint: \`pickup --help\` lists every command.\n`),
    })
    .exitOverride();
}

function describe(
  parser: Parser,
  command: Command,
  world: World,
  catalogue: Catalogue,
  done: (code: ExitCode) => void,
): void {
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
        catalogue,
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

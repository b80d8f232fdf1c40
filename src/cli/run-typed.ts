import { type ExitCode, givenOptions, resolveOptions } from "../ground/index.ts";
import type { Command } from "./command.ts";
import { say, type World } from "./world.ts";

/** Flags of a command by the names of their options. */
export type TypedFlags = { readonly [key: string]: string | boolean };

/** Runs a command as if it had been typed, and shows how one would type it. */
export async function runTyped(
  world: World,
  command: Command,
  args: readonly string[],
  flags: TypedFlags,
): Promise<ExitCode> {
  const typed = Object.entries(flags).map(([name, value]) => (value === true ? `--${name}` : `--${name} ${value}`));
  say(world, `\n$ pickup ${[command.name, ...args, ...typed].join(" ")}`);
  const sources = { flags, environment: world.environment };
  return command.run({
    world,
    args,
    catalogue: {}, // what runs so tells of no other command
    resolve: () => resolveOptions(command.options, sources),
    given: () => givenOptions(command.options, sources),
  });
}

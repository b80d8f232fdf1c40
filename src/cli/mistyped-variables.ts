import { environmentNameOf, nearestName } from "../ground/index.ts";
import { catalogue } from "./catalogue.ts";
import type { Command } from "./command.ts";

const prefix = "PICKUP_";

/**
 * A line about each variable of the environment that looks like a mistyped option of any command. The other commands
 * are loaded only when there is a variable that the one at hand does not know.
 */
export async function mistypedVariables(
  environment: { readonly [name: string]: string | undefined },
  { options }: Command,
): Promise<string[]> {
  const ofCommand = Object.keys(options).map(environmentNameOf);
  const given = Object.keys(environment).filter((name) => name.startsWith(prefix));
  const unknown = given.filter((name) => !ofCommand.includes(name));
  if (unknown.length === 0) return [];
  const names = await everyVariable();
  return unknown.flatMap((name) => {
    const nearest = nearestName(
      name.slice(prefix.length),
      names.map((known) => known.slice(prefix.length)),
    );
    if (nearest === undefined || names.includes(name)) return [];
    return [`${name} is no variable of the kit: did you mean ${prefix}${nearest}?`];
  });
}

async function everyVariable(): Promise<string[]> {
  const modules = await Promise.all(Object.values(catalogue).map(({ load }) => load()));
  const ofOptions = modules.flatMap(({ command }) => Object.keys(command.options).map(environmentNameOf));
  // Read by name, without an option.
  const { clientIdName, clientSecretName } = await import("../tokens/index.ts");
  return [...ofOptions, clientIdName, clientSecretName];
}

import { isCancel, select, text } from "@clack/prompts";
import type { World } from "../world.ts";
import { type KindName, kindNames, kinds } from "./kinds.ts";

/** What is to be made, and where. */
export interface Wish {
  readonly folder: string;
  readonly kind: KindName;
}

/** Asks on the terminal for what is still open, with the defaults to begin with; null: the reader gave up. */
export async function askForWish(
  world: World,
  defaults: Wish,
  isOpen: { readonly [Part in keyof Wish]: boolean },
): Promise<Wish | null> {
  const folder = isOpen.folder ? await askForFolder(world, defaults.folder) : defaults.folder;
  if (folder === null) return null;
  const kind = isOpen.kind ? await askForKind(world, defaults.kind) : defaults.kind;
  return kind === null ? null : { folder, kind };
}

async function askForFolder(world: World, first: string): Promise<string | null> {
  const answer = await text({
    ...terminalOf(world),
    message: "In which folder?",
    placeholder: first,
    defaultValue: first,
  });
  return isCancel(answer) ? null : answer;
}

async function askForKind(world: World, first: KindName): Promise<KindName | null> {
  const answer = await select<KindName>({
    ...terminalOf(world),
    message: "What is under test?",
    initialValue: first,
    options: kindNames.map((value) => ({ value, label: value, hint: kinds[value].help })),
  });
  return isCancel(answer) ? null : answer;
}

function terminalOf({ stdin, stdout, interrupted }: World) {
  return { input: stdin, output: stdout, signal: interrupted };
}

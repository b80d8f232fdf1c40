import { isCancel, select, text } from "@clack/prompts";
import type { World } from "../world.ts";
import { type KindName, kindNames, kinds } from "./kinds.ts";

export interface Wish {
  readonly folder: string;
  readonly kind: KindName;
}

/** Asks on the terminal what is to be made, with answers to begin with; null: the reader gave up. */
export async function askForKind(world: World, first: Wish): Promise<Wish | null> {
  const terminal = { input: world.stdin, output: world.stdout, signal: world.interrupted };
  const folder = await text({
    ...terminal,
    message: "In which folder?",
    placeholder: first.folder,
    defaultValue: first.folder,
  });
  if (isCancel(folder)) return null;
  const kind = await select<KindName>({
    ...terminal,
    message: "What is under test?",
    initialValue: first.kind,
    options: kindNames.map((value) => ({ value, label: value, hint: kinds[value].help })),
  });
  return isCancel(kind) ? null : { folder, kind };
}

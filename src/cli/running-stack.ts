import { readLocalStack } from "../local/index.ts";

/** The addresses of the `pickup local` that runs in a folder, read once and only when something asks for them. */
export function runningStack(folder: string): () => ReturnType<typeof readLocalStack> {
  let reading: ReturnType<typeof readLocalStack> | undefined;
  return () => (reading ??= readLocalStack(folder));
}

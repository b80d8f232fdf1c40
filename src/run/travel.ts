import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { KitError, moduleBeside } from "../ground/index.ts";
import type { LoadInput } from "../loadtest/index.ts";

/*
 * What a load test needs on another machine: the test file with all that it imports, as one file, and the files that its
 * input names. On the way the input names them by their names alone.
 */

/** The name of the bundled test file. */
const bundleName = "load-test.mjs";

/** The files that travel with an input, by name. Throws `PICKUP_TEST_FILE_BUNDLE` (exit code 2). */
export async function filesOf(input: Omit<LoadInput, "shared">): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>([[bundleName, await bundleOf(input.testFile)]]);
  for (const path of pathsIn(input)) files.set(basename(path), await readFile(path));
  // What earlier runs wrote is owed too; a run without writes of its own only reads it.
  if (input.ledger !== null && existsSync(input.ledger))
    files.set(basename(input.ledger), await readFile(input.ledger));
  return files;
}

/** The input as it is sent: without this machine's paths and memory. */
export function packedInput(input: LoadInput): LoadInput {
  const named = withPaths(input, (path) => basename(path));
  const { rowIndex } = named;
  return {
    ...named,
    testFile: bundleName,
    rowIndex: rowIndex === null ? null : { ...rowIndex, offsets: unshared(rowIndex.offsets) },
  };
}

/** The input as it fits the machine that received it, with its files in `folder`. */
export function localInput(packed: LoadInput, folder: string): LoadInput {
  const input = withPaths(packed, (name) => join(folder, name));
  return {
    ...input,
    testFile: pathToFileURL(join(folder, bundleName)).href,
    rowIndex: input.rowIndex === null ? null : { ...input.rowIndex, offsets: shared(input.rowIndex.offsets) },
  };
}

function pathsIn({ tokens, rowIndex }: Pick<LoadInput, "tokens" | "rowIndex">): string[] {
  return [...(tokens.kind === "file" ? [tokens.path] : []), ...(rowIndex === null ? [] : [rowIndex.path])];
}

function withPaths(input: LoadInput, change: (path: string) => string): LoadInput {
  const { tokens, rowIndex, ledger } = input;
  return {
    ...input,
    tokens: tokens.kind === "file" ? { ...tokens, path: change(tokens.path) } : tokens,
    rowIndex: rowIndex === null ? null : { ...rowIndex, path: change(rowIndex.path) },
    ledger: ledger === null ? null : change(ledger),
  };
}

type Offsets = NonNullable<LoadInput["rowIndex"]>["offsets"];

/** Memory that threads share cannot be sent. */
function unshared(offsets: Offsets): Offsets {
  return Float64Array.from(offsets) as unknown as Offsets;
}

function shared(offsets: Float64Array): Offsets {
  const copy = new Float64Array(new SharedArrayBuffer(offsets.byteLength));
  copy.set(offsets);
  return copy;
}

/** The test file and its imports as one module; the kit itself is that of the machine which runs it. */
async function bundleOf(testFile: string): Promise<Uint8Array> {
  const esbuild = await import("esbuild");
  const ownFace = fileURLToPath(moduleBeside(import.meta.url, "../index"));
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [fileURLToPath(testFile)],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node24",
      sourcemap: "inline",
      logLevel: "silent",
      external: ["pickup-load-test"],
      plugins: [
        {
          name: "the kit stays where it is",
          setup(build) {
            build.onResolve({ filter: /index\.[jt]s$/ }, ({ path, resolveDir }) =>
              join(resolveDir, path) === ownFace ? { path: "pickup-load-test", external: true } : undefined,
            );
          },
        },
      ],
    });
    return outputFiles[0]!.contents;
  } catch (cause) {
    throw new KitError("PICKUP_TEST_FILE_BUNDLE", `the test file cannot be sent to other machines: ${said(cause)}`, {
      hint: "Everything it imports must be found from here; packages with binaries must be installed on the machines.",
      cause,
    });
  }
}

function said(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim().replaceAll(/\s*\n\s*/g, " ");
}

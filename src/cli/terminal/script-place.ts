import { fileURLToPath } from "node:url";

/** Where in a script something happened; line and column count from 1. */
export interface ScriptPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A frame of V8's: `at run (file:///home/me/test.ts:12:20)`, also without the name and the brackets. */
const frame = /^ {4}at (?:async )?(?:.* \()?((?:file:\/\/)?\/[^()]+):(\d+):(\d+)\)?$/gm;

/** The innermost place in a stack that is the reader's own code: no package's, and nothing under `kitFolder`. */
export function scriptPlaceIn(stack: string, kitFolder: string): ScriptPlace | undefined {
  for (const [, address = "", line, column] of stack.matchAll(frame)) {
    const file = address.startsWith("file:") ? fileURLToPath(address) : address;
    if (file.startsWith(kitFolder) || file.includes("/node_modules/")) continue;
    return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

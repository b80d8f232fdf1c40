import type { ExitCode } from "../../src/ground/index.ts";
import type { Scene } from "./scene.ts";

/** A command line that cannot be obeyed, and all that may come of it. */
export interface Row {
  readonly name: string;
  /** The words after `pickup`; `{api}` stands for an address of the scene. */
  readonly line: string;
  /** Beside a valid config.json: a text, a value to be written as JSON, or null for a file that is not to be there. */
  readonly files?: { readonly [path: string]: string | object | null };
  readonly environment?: { readonly [name: string]: string };
  /** What files alone cannot bring about. */
  readonly given?: (scene: Scene) => void;
  readonly exitCode: ExitCode;
  /** What stands after `error: `; on further lines only where one file or line has several problems. */
  readonly error: RegExp;
  /** What stands after `hint: `, on one line. */
  readonly hint: RegExp;
  /** What may be left behind; else the folder stays as it was. */
  readonly leaves?: RegExp;
  /** Runs `bin/pickup` as a process of its own, for what a process inherits or must let go of. */
  readonly asProcess?: true;
}

/** A row that is named by its command line unless `more` names it. */
export function row(
  line: string,
  exitCode: ExitCode,
  error: RegExp,
  hint: RegExp,
  more: Partial<Omit<Row, "line" | "exitCode" | "error" | "hint">> = {},
): Row {
  return { name: `pickup ${line}`, line, exitCode, error, hint, ...more };
}

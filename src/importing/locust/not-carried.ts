import type { Remark } from "../scenario.ts";
import { maskedText } from "./masked-text.ts";
import type { Node, PythonSource } from "./python-source.ts";

/** Thrown where Python means something that is not carried over; the statement around it becomes a remark. */
export class NotCarried extends Error {
  /** The smallest part of the statement that is known to be the reason, as anybody may read it. */
  readonly reason: string | undefined;

  constructor(reason?: string) {
    super();
    this.reason = reason;
  }
}

/** What a remark may say of a statement that is left out. */
interface LeftOut {
  /** So many of its lines are shown at most. */
  readonly mostLines?: number;
  readonly reason?: string | undefined;
}

/** A longer reason would not be read beside the statement. */
const longestReason = 60;

/** What was not carried over, in the order in which it was met. */
export class Remarks {
  readonly all: Remark[] = [];
  readonly #source: PythonSource;

  constructor(source: PythonSource) {
    this.#source = source;
  }

  /** Notes the lines of a statement that is left out, and the part of it that is the reason, where one is known. */
  notCarried(node: Node, { mostLines = Infinity, reason = "" }: LeftOut = {}): Remark {
    const shown = maskedText(node, this.#source);
    const isPart = reason !== shown && reason.length <= longestReason && /^.+$/.test(reason);
    const because = isPart ? `, because of ${reason}` : "";
    const original = this.#source.linesOf(node, shown).slice(0, mostLines);
    return this.about(node, `not carried over${because} (${this.#place(node)})`, original);
  }

  /** Notes what one should know of a place. */
  differs(node: Node, message: string): Remark {
    return this.about(node, `${message} (${this.#place(node)})`, []);
  }

  about(node: Node, message: string, original: readonly string[]): Remark {
    const remark = { line: this.#source.lineOf(node), message, original };
    this.all.push(remark);
    return remark;
  }

  #place(node: Node): string {
    return `${this.#source.name}:${this.#source.lineOf(node)}`;
  }
}

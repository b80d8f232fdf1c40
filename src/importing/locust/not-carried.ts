import type { Remark } from "../scenario.ts";
import type { Node, PythonSource } from "./python-source.ts";

/** Thrown where Python means something that is not carried over; the statement around it becomes a remark. */
export class NotCarried extends Error {}

/** What was not carried over, in the order in which it was met. */
export class Remarks {
  readonly all: Remark[] = [];
  readonly #source: PythonSource;

  constructor(source: PythonSource) {
    this.#source = source;
  }

  /** Notes the lines of a statement that is left out. */
  notCarried(node: Node, original = this.#source.linesOf(node)): Remark {
    return this.about(node, `not carried over (${this.#place(node)})`, original);
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

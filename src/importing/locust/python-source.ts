import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { KitError } from "../../ground/index.ts";

export type Node = SyntaxNode;

/** A Python file as a tree. `PICKUP_LOCUSTFILE_INVALID` says where it is no Python. */
export class PythonSource {
  readonly name: string;
  readonly top: Node;
  readonly #text: string;

  constructor(text: string, name: string) {
    this.name = name;
    this.#text = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
    const tree = parser.parse(this.#text);
    this.top = tree.topNode;
    tree.iterate({
      enter: ({ type, from }) => {
        if (type.isError) throw this.#invalid(from);
      },
    });
  }

  textOf({ from, to }: Node): string {
    return this.#text.slice(from, to);
  }

  /** The text between two places. */
  slice(from: number, to: number): string {
    return this.#text.slice(from, to);
  }

  /** From 1. */
  lineOf({ from }: Node): number {
    return this.#linesBefore(from).length;
  }

  /** The lines on which a node stands, without the indent that all have; `shown`: its text, if another one is shown. */
  linesOf(node: Node, shown = this.textOf(node)): string[] {
    const begin = this.#text.lastIndexOf("\n", node.from - 1) + 1;
    const lines = (this.#text.slice(begin, node.from) + shown).trimEnd().split("\n");
    const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
    return lines.map((line) => line.slice(Math.min(...indents)));
  }

  #linesBefore(position: number): string[] {
    return this.#text.slice(0, position).split("\n");
  }

  #invalid(position: number): KitError {
    const lines = this.#linesBefore(position);
    const place = `${this.name}:${lines.length}:${lines.at(-1)!.length + 1}`;
    return new KitError("PICKUP_LOCUSTFILE_INVALID", `${place}: no Python that can be read from here on`, {
      hint: `\`python3 -m py_compile ${this.name}\` says what Python thinks of it.`,
    });
  }
}

/** The nodes in a node, without its comments. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

/** The statements of a body or of the file; several on one line each apart. */
export function statementsIn(body: Node): Node[] {
  return childrenOf(body).flatMap((child) => {
    if (child.name === "StatementGroup") return statementsIn(child);
    return child.name === ":" || child.name === ";" ? [] : [child];
  });
}

/** The items of a list, a tuple or a set, without brackets and commas. */
export function itemsOf(list: Node): Node[] {
  return childrenOf(list).filter(({ name }) => !/^[[\](){},]$/.test(name));
}

/** What is handed to a call. */
export interface Arguments {
  readonly plain: readonly Node[];
  readonly named: ReadonlyMap<string, Node>;
  /** With `*args`, `**kwargs` or a comprehension, nobody knows what is handed over. */
  readonly isOpen: boolean;
}

export function argumentsOf(list: Node, source: PythonSource): Arguments {
  const parts = itemsOf(list);
  const plain: Node[] = [];
  const named = new Map<string, Node>();
  for (let at = 0; at < parts.length; at++) {
    if (parts[at + 1]?.name !== "AssignOp" || parts[at + 2] === undefined) plain.push(parts[at]!);
    else {
      named.set(source.textOf(parts[at]!), parts[at + 2]!);
      at += 2;
    }
  }
  return { plain, named, isOpen: plain.some(({ name }) => name === "ArithOp" || name === "for") };
}

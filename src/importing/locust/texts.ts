import type { Code } from "../writing/code.ts";
import { quoted, type TemplatePart, templateOf } from "../writing/literals.ts";
import { NotCarried } from "./not-carried.ts";
import { childrenOf, itemsOf, type Node } from "./python-source.ts";
import { textOfLiteral, unescaped } from "./python-text.ts";
import type { Place } from "./surroundings.ts";
import { atom, type Value } from "./value.ts";

/** A part of a text: as it stands, or a value in it. */
export type TextPart = { readonly text: string } | { readonly value: Value };

/** Nobody adds more texts to each other. */
const mostSummands = 60;

/** The parts of a text, an f-string, several of them, `"…%s" % x` or `"…{}".format(x)`; null for another expression. */
export function textParts(node: Node, place: Place): TextPart[] | null {
  if (node.name === "String") return [{ text: literalOf(node, place) }];
  if (node.name === "FormatString") return partsOfFormat(node, place);
  if (node.name === "ContinuedString") return childrenOf(node).flatMap((part) => textParts(part, place) ?? []);
  if (node.name === "BinaryExpression") return partsOfPercent(node, place) ?? partsOfSum(node, place);
  return node.name === "CallExpression" ? partsOfFormatCall(node, place) : null;
}

/** Parts as one value; `codeOf` says how a value stands in the text. */
export function textOf(parts: readonly TextPart[], codeOf = ({ code }: Value): Code => code): Value {
  if (parts.every((part) => "text" in part)) {
    const literal = parts.map(({ text }) => text).join("");
    return atom(quoted(literal), "text", { literal });
  }
  const template = parts.map((part): TemplatePart => ("text" in part ? part : { code: codeOf(part.value) }));
  return atom(templateOf(template), "text");
}

function literalOf(node: Node, { around: { source } }: Place): string {
  const text = textOfLiteral(source.textOf(node));
  if (text === null) throw new NotCarried();
  return text;
}

function partsOfFormat(node: Node, place: Place): TextPart[] {
  const { source } = place.around;
  const [, prefix = "", quote = ""] = /^([a-zA-Z]*)("""|'''|"|')/.exec(source.textOf(node)) ?? [];
  const isRaw = /r/i.test(prefix);
  const parts: TextPart[] = [];
  let from = node.from + prefix.length + quote.length;
  const takeText = (to: number) => {
    const text = unescaped(source.slice(from, to).replaceAll("{{", "{").replaceAll("}}", "}"), isRaw);
    if (text === null) throw new NotCarried();
    if (text !== "") parts.push({ text });
  };
  for (const replacement of node.getChildren("FormatReplacement")) {
    takeText(replacement.from);
    parts.push({ value: replaced(replacement, place) });
    from = replacement.to;
  }
  takeText(node.to - quote.length);
  return parts;
}

function replaced(replacement: Node, place: Place): Value {
  const inside = itemsOf(replacement);
  if (inside.length !== 1) throw new NotCarried();
  return shown(place.value(inside[0]!));
}

/** A value that Python and TypeScript write alike. */
function shown(value: Value): Value {
  const { type, literal } = value;
  const isWhole = typeof literal !== "number" || Number.isInteger(literal);
  if (type === "text" || type === "any" || (type === "number" && isWhole)) return value;
  throw new NotCarried();
}

function partsOfPercent(node: Node, place: Place): TextPart[] | null {
  const [left, operator, right] = childrenOf(node);
  if (right === undefined || place.around.source.textOf(operator!) !== "%") return null;
  if (left!.name !== "String") return null;
  const values = right.name === "TupleExpression" ? itemsOf(right) : [right];
  const format = literalOf(left!, place);
  if (/%[^sd%]|%$/.test(format)) throw new NotCarried();
  return filled(format.split(/%[sd]/), values, place, (text) => text.replaceAll("%%", "%"));
}

function partsOfFormatCall(node: Node, place: Place): TextPart[] | null {
  const callee = node.firstChild!;
  const text = callee.firstChild;
  const isFormat = callee.name === "MemberExpression" && text?.name === "String";
  if (!isFormat || place.around.source.slice(text.to, callee.to).trim() !== ".format") return null;
  const format = literalOf(text, place);
  if (/\{[^}]|\{\{|\}\}/.test(format)) throw new NotCarried();
  return filled(format.split("{}"), itemsOf(node.getChild("ArgList")!), place, (part) => part);
}

function filled(texts: string[], values: readonly Node[], place: Place, read: (text: string) => string): TextPart[] {
  if (texts.length !== values.length + 1) throw new NotCarried();
  return texts.flatMap((text, at): TextPart[] => {
    const value = values[at];
    return [{ text: read(text) }, ...(value === undefined ? [] : [{ value: shown(place.value(value)) }])];
  });
}

function summandsOf(node: Node): number {
  let count = 1;
  for (let left: Node | null = node; left?.name === "BinaryExpression"; left = left.firstChild) count++;
  return count;
}

/** `"/items/" + str(id)`: texts that are added become one. */
function partsOfSum(node: Node, place: Place): TextPart[] | null {
  const [left, operator, right] = childrenOf(node);
  if (right === undefined || place.around.source.textOf(operator!) !== "+") return null;
  if (summandsOf(node) > mostSummands) throw new NotCarried();
  const parts = [left!, right].map((side) => textParts(side, place));
  if (parts.every((part) => part === null)) return null;
  return parts.flatMap((part, at): TextPart[] => {
    if (part !== null) return part;
    const value = place.value(at === 0 ? left! : right);
    if (value.type !== "text" && value.type !== "any") throw new NotCarried();
    return [{ value }];
  });
}

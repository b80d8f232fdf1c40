import type { Code } from "../writing/code.ts";
import { NotCarried } from "./not-carried.ts";
import { childrenOf, type Node } from "./python-source.ts";
import type { Place } from "./surroundings.ts";
import { atom, isNumeric, isScalar, level, type Value, within } from "./value.ts";

/** `a + b`, `a == b`, `a in b`, `a and b`. */
export function binary(node: Node, place: Place): Value {
  const [left, ...rest] = childrenOf(node);
  const right = rest.pop()!;
  const operator = rest.map((part) => place.around.source.textOf(part)).join(" ");
  if (operator === "and" || operator === "or") return logical(operator, place.condition(left!), place.condition(right));
  const [a, b] = [place.value(left!), place.value(right)];
  if (operator === "in" || operator === "not in") return contained(a, b, operator === "not in");
  // Python reads `a < b < c` as one.
  if (isComparison(left!)) throw new NotCarried();
  return equality(operator, a, b) ?? order(operator, a, b) ?? arithmetic(operator, a, b);
}

/** `not a`, `-a`. */
export function unary(node: Node, place: Place): Value {
  const [operator, operand] = childrenOf(node);
  if (operator!.name === "not") {
    return { code: ["!", within(place.condition(operand!), level.unary)], type: "boolean", level: level.unary };
  }
  const value = place.value(operand!);
  if (place.around.source.textOf(operator!) !== "-" || !isNumeric(value)) throw new NotCarried();
  const negative = typeof value.literal === "number" ? { literal: -value.literal } : {};
  // `--a` would be another operator.
  return { code: ["-", within(value, level.atom)], type: "number", level: level.unary, ...negative };
}

/** A value as Python decides an `if` by it. */
export function truth(value: Value): Value {
  const { code, type } = value;
  if (type === "boolean" || type === "number" || type === "text") return value;
  if (type === "list")
    return { code: [within(value, level.atom), ".length > 0"], type: "boolean", level: level.comparison };
  if (type === "answer") return isOk(code);
  // An empty list or dictionary is false there and true here.
  throw new NotCarried();
}

/** What `response.ok` says. */
export function isOk(answer: Code): Value {
  return { code: [answer, '.outcome === "ok"'], type: "boolean", level: level.equality };
}

function isComparison(node: Node): boolean {
  return node.name === "BinaryExpression" && childrenOf(node).some(({ name }) => /^(CompareOp|in|is)$/.test(name));
}

function logical(operator: "and" | "or", a: Value, b: Value): Value {
  if (a.type !== "boolean" || b.type !== "boolean") throw new NotCarried();
  // Formatters set brackets where the two are mixed.
  const own = operator === "and" ? level.and : level.or;
  const side = (value: Value) => within(value, value.level === own ? own : level.equality);
  return { code: [side(a), operator === "and" ? " && " : " || ", side(b)], type: "boolean", level: own };
}

function contained(a: Value, b: Value, isNegated: boolean): Value {
  const code = containment(a, b);
  if (!isNegated) return code;
  return { code: ["!", within(code, level.unary)], type: "boolean", level: level.unary };
}

function containment(a: Value, b: Value): Value {
  const isInText = b.type === "text" && (a.type === "text" || a.type === "any");
  const isInList = b.type === "list" && isScalar(a) && (b.items === a.type || b.items === "any");
  if (isInText || isInList) return atom([within(b, level.atom), ".includes(", a.code, ")"], "boolean");
  if (b.type !== "any" || typeof a.literal !== "string") throw new NotCarried();
  const code = [a.code, " in ", within(b, level.sum)];
  return { code, type: "boolean", level: level.comparison };
}

const equalities: { readonly [operator: string]: string } = { "==": "===", "!=": "!==", is: "===", "is not": "!==" };

function equality(operator: string, a: Value, b: Value): Value | null {
  const sign = equalities[operator];
  if (sign === undefined) return null;
  if (b.type === "none") {
    // What is missing is undefined here.
    return { code: [within(a, level.comparison), ` ${sign.slice(0, 2)} null`], type: "boolean", level: level.equality };
  }
  const isKnown = isScalar(a) || isScalar(b);
  const mayBeEqual = a.type === b.type || a.type === "any" || b.type === "any";
  const isSettled = a.literal !== undefined && b.literal !== undefined;
  if (!isKnown || !mayBeEqual || isSettled || a.type === "none") throw new NotCarried();
  const code = [within(a, level.comparison), ` ${sign} `, within(b, level.comparison)];
  return { code, type: "boolean", level: level.equality };
}

function order(operator: string, a: Value, b: Value): Value | null {
  if (!/^[<>]=?$/.test(operator)) return null;
  if (!isNumeric(a) || !isNumeric(b)) throw new NotCarried();
  const code = [within(a, level.sum), ` ${operator} `, within(b, level.sum)];
  return { code, type: "boolean", level: level.comparison };
}

function arithmetic(operator: string, a: Value, b: Value): Value {
  if (operator === "*" && a.type === "text" && b.type === "number")
    return atom([within(a, level.atom), ".repeat(", b.code, ")"], "text");
  if (!isNumeric(a) || !isNumeric(b)) throw new NotCarried();
  const type = a.type === "any" && b.type === "any" && operator === "+" ? "any" : "number";
  if (operator === "//")
    return atom(["Math.floor(", within(a, level.product), " / ", within(b, level.unary), ")"], type);
  const own = /^[+-]$/.test(operator) ? level.sum : /^[*/%]$/.test(operator) ? level.product : null;
  if (own === null) throw new NotCarried();
  // Formatters set brackets where products are mixed.
  const isMixed = own === level.product && a.level === level.product;
  const code = [isMixed ? ["(", a.code, ")"] : within(a, own), ` ${operator} `, within(b, own + 1)];
  return { code, type, level: own };
}

import { listOf, objectOf } from "../writing/code.ts";
import { field, memberOf, quoted } from "../writing/literals.ts";
import { answerField, elapsedSeconds, functions, methodCall } from "./calls.ts";
import { clientCall, inBrackets, pairsOf } from "./client-call.ts";
import { maskedText } from "./masked-text.ts";
import { NotCarried } from "./not-carried.ts";
import { binary, truth, unary } from "./operators.ts";
import { argumentsOf, childrenOf, itemsOf, type Node } from "./python-source.ts";
import type { Scope } from "./scope.ts";
import type { Place, Surroundings } from "./surroundings.ts";
import { textOf, textParts } from "./texts.ts";
import { atom, level, type Value, type ValueType, within } from "./value.ts";

/** Nobody writes expressions that lie deeper in each other. */
const deepest = 60;

/** Reads expressions of Python in one block of a function. */
export class Expressions implements Place {
  readonly around: Surroundings;
  readonly scope: Scope;
  #depth = 0;

  constructor(around: Surroundings, scope: Scope) {
    this.around = around;
    this.scope = scope;
  }

  value(node: Node): Value {
    if (this.#depth >= deepest) throw new NotCarried();
    this.#depth++;
    try {
      return this.#valueOf(node);
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      throw new NotCarried(error.reason ?? maskedText(node, this.around.source));
    } finally {
      this.#depth--;
    }
  }

  condition(node: Node): Value {
    return truth(this.value(node));
  }

  #valueOf(node: Node): Value {
    const text = this.around.source.textOf(node);
    switch (node.name) {
      case "Number":
        return numberOf(text);
      case "Boolean":
        return atom(text.toLowerCase(), "boolean", { literal: text === "True" });
      case "None":
        return atom("null", "none", { literal: null });
      case "VariableName":
        return this.#variable(text);
      case "ParenthesizedExpression":
        return this.value(itemsOf(node)[0]!);
      case "ArrayExpression":
      case "TupleExpression":
        return this.#list(itemsOf(node));
      case "DictionaryExpression":
        return atom(objectOf(pairsOf(node, this).map(([name, value]) => this.#field(name, value))), "dictionary");
      case "UnaryExpression":
        return unary(node, this);
      case "ConditionalExpression":
        return this.#choice(node);
      case "MemberExpression":
        return this.#member(node);
      default:
        return this.#textOrCall(node);
    }
  }

  #textOrCall(node: Node): Value {
    const parts = textParts(node, this);
    if (parts !== null) return textOf(parts);
    if (node.name === "BinaryExpression") return binary(node, this);
    if (node.name === "CallExpression") return this.#call(node);
    throw new NotCarried();
  }

  #variable(name: string): Value {
    const found = this.scope.find(name) ?? (this.scope.find(name) === undefined ? this.around.constant(name) : null);
    if (found === null) throw new NotCarried();
    return found;
  }

  #field(name: string, node: Node) {
    const { code, type } = this.value(node);
    if (type === "answer") throw new NotCarried();
    return field(name, code);
  }

  #list(items: readonly Node[]): Value {
    const values = items.map((item) => this.value(item));
    const types = new Set(values.map(({ type }) => type));
    if (types.has("answer")) throw new NotCarried();
    const [only] = types;
    const of: ValueType = types.size === 1 && (only === "text" || only === "number") ? only : "any";
    return atom(listOf(values.map(({ code }) => code)), "list", { items: of });
  }

  #choice(node: Node): Value {
    const [yes, , condition, , no] = childrenOf(node);
    const [a, b] = [this.value(yes!), this.value(no!)];
    const test = within(this.condition(condition!), level.or);
    const type = a.type === b.type ? a.type : "any";
    return { code: [test, " ? ", within(a, level.or), " : ", within(b, level.or)], type, level: level.choice };
  }

  #member(node: Node): Value {
    const [object, mark, ...rest] = childrenOf(node);
    const name = rest[0] === undefined ? "" : this.around.source.textOf(rest[0]);
    if (mark!.name === "[") return this.#item(object!, rest.slice(0, -1));
    const owner = this.around.source.textOf(object!);
    if (this.scope.self !== null && isSelf(owner, this.scope.self)) return some(this.around.attribute(name));
    const value = this.value(object!);
    return some(value.type === "answer" ? answerField(inBrackets(value), name) : null);
  }

  #item(object: Node, indexes: readonly Node[]): Value {
    if (indexes.length !== 1) throw new NotCarried();
    const [value, index] = [this.value(object), this.value(indexes[0]!)];
    if (value.type !== "any" && value.type !== "list") throw new NotCarried();
    const owner = within(value, level.atom);
    const { literal } = index;
    const type = value.items ?? "any";
    if (isHeaders(object, this) && typeof literal === "string")
      return { code: [owner, `.get(${quoted(literal)}) ?? ""`], type: "text", level: level.or };
    if (typeof literal === "string" && value.type === "any") return atom([owner, memberOf(literal)], "any");
    if (typeof literal === "number" && literal < 0) return atom([owner, `.at(${literal})!`], type);
    if (index.type !== "number" && value.type === "list") throw new NotCarried();
    return atom([owner, "[", index.code, "]!"], type);
  }

  #call(node: Node): Value {
    const request = clientCall(node, this);
    if (request !== null) return request;
    const callee = node.firstChild!;
    const given = argumentsOf(node.getChild("ArgList")!, this.around.source);
    if (given.isOpen || given.named.size > 0) throw new NotCarried();
    const known = this.#function(callee);
    if (known !== null)
      return functions[known]!(
        given.plain.map((argument) => this.value(argument)),
        this.scope,
      );
    if (callee.name !== "MemberExpression") throw new NotCarried();
    return this.#method(callee, given.plain);
  }

  /** The full name of a function that is known. */
  #function(callee: Node): string | null {
    const [first = "", ...rest] = this.around.source.textOf(callee).split(".");
    if (this.scope.find(first) !== undefined) return null;
    const name = [this.around.importOf(first) ?? first, ...rest].join(".");
    return Object.hasOwn(functions, name) ? name : null;
  }

  #method(callee: Node, nodes: readonly Node[]): Value {
    const { source } = this.around;
    const [object, , property] = childrenOf(callee);
    const name = property === undefined ? "" : source.textOf(property);
    const values = () => nodes.map((node) => this.value(node));
    if (source.textOf(object!) === this.scope.self) return this.#helperCall(name, values());
    if (name === "total_seconds" && object!.name === "MemberExpression") return this.#elapsed(object!);
    const value = this.value(object!);
    return some(methodCall(value.type === "answer" ? inBrackets(value) : value, name, values()));
  }

  #helperCall(name: string, values: readonly Value[]): Value {
    const helper = this.around.helper(name);
    if (helper === null || values.some(({ type }) => type === "answer")) throw new NotCarried();
    const handed = ["user", ...values.map(({ code }) => code)];
    return { code: [`await ${helper}`, listOf(handed, "(", ")")], type: "any", level: level.unary };
  }

  #elapsed(member: Node): Value {
    const [answer, , property] = childrenOf(member);
    const value = this.value(answer!);
    if (value.type !== "answer" || this.around.source.textOf(property!) !== "elapsed") throw new NotCarried();
    return elapsedSeconds(value);
  }
}

/** True for `self`, and for the user as a set of tasks knows it. */
export function isSelf(text: string, self: string): boolean {
  return text === self || text === `${self}.user` || text === `${self}.parent`;
}

function isHeaders(node: Node, { around: { source } }: Place): boolean {
  return node.name === "MemberExpression" && source.textOf(node.lastChild!) === "headers";
}

function some(value: Value | null): Value {
  if (value === null) throw new NotCarried();
  return value;
}

function numberOf(text: string): Value {
  const isSame = /^(0x[\da-f]+|0b[01]+|0o[0-7]+|(0|[1-9]\d*(_\d+)*)?(\.\d*)?(e[+-]?\d+)?)$/i.test(text);
  const number = Number(text.replaceAll("_", ""));
  if (!isSame || !Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)))
    throw new NotCarried();
  return atom(/^\d[\d_]*$|^0[xbo]/i.test(text) ? text.toLowerCase() : String(number), "number", { literal: number });
}

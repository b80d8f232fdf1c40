import type { AttributeMap, AttributeValue } from "../../dynamodb/index.ts";
import { invalid } from "./refused.ts";

/** What `#name` and `:value` in an expression stand for. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: { readonly [name: string]: string } | undefined;
  readonly ExpressionAttributeValues?: AttributeMap | undefined;
}

/** A condition on an item, such as `attribute_not_exists(#time) OR #time <= :time`. */
export interface Condition {
  isMet(item: AttributeMap): boolean;
  /** Of `name = :value`, on its own or joined by AND with others: the value. */
  valueOf(name: string): AttributeValue | undefined;
}

type Operand = (item: AttributeMap) => AttributeValue | undefined;

const token = /\s*(<>|<=|>=|[=<>(),]|[#:]?[\w.-]+)/y;
const comparisons: { readonly [operator: string]: (order: number) => boolean } = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/**
 * Reads a condition, key condition or filter expression ("Comparison operator and function reference" of DynamoDB's
 * developer guide): comparisons, BETWEEN, IN, AND, OR, NOT, `attribute_exists`, `attribute_not_exists`, `begins_with`,
 * `contains`, on attributes of the first level. Throws Refused.
 */
export function conditionOf(expression: string, placeholders: Placeholders): Condition {
  return new Parser(expression, placeholders).whole();
}

/** How two values are ordered, NaN when they are of different types: numbers by value, texts by their UTF-8. */
export function orderOf(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  if ("N" in a && "N" in b) return Number(a.N) - Number(b.N);
  if ("S" in a && "S" in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
  return JSON.stringify(a) === JSON.stringify(b) ? 0 : Number.NaN;
}

class Parser {
  readonly #expression: string;
  readonly #tokens: string[];
  readonly #names: { readonly [name: string]: string };
  readonly #values: AttributeMap;
  #at = 0;

  constructor(expression: string, placeholders: Placeholders) {
    this.#expression = expression;
    this.#tokens = tokensOf(expression);
    this.#names = placeholders.ExpressionAttributeNames ?? {};
    this.#values = placeholders.ExpressionAttributeValues ?? {};
  }

  whole(): Condition {
    const condition = this.#alternatives();
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return condition;
  }

  #alternatives(): Condition {
    const parts = [this.#conjunction()];
    while (this.#takes("OR")) parts.push(this.#conjunction());
    if (parts.length === 1) return parts[0]!;
    return condition((item) => parts.some((part) => part.isMet(item)));
  }

  #conjunction(): Condition {
    const parts = [this.#negation()];
    while (this.#takes("AND")) parts.push(this.#negation());
    return {
      isMet: (item) => parts.every((part) => part.isMet(item)),
      valueOf: (name) => parts.map((part) => part.valueOf(name)).find((value) => value !== undefined),
    };
  }

  #negation(): Condition {
    if (!this.#takes("NOT")) return this.#simple();
    const negated = this.#negation();
    return condition((item) => !negated.isMet(item));
  }

  #simple(): Condition {
    if (this.#takes("(")) {
      const inner = this.#alternatives();
      this.#expect(")");
      return inner;
    }
    return this.#tokens[this.#at + 1] === "(" ? this.#call() : this.#comparison();
  }

  #call(): Condition {
    const name = this.#next();
    this.#expect("(");
    const subject = this.#operand();
    const argument = this.#takes(",") ? this.#operand() : undefined;
    this.#expect(")");
    const test = functions[name];
    if (test === undefined) throw invalid(`Invalid expression: the function ${name} is not known here`);
    return condition((item) => test(subject(item), argument?.(item)));
  }

  #comparison(): Condition {
    const name = this.#tokens[this.#at];
    const left = this.#operand();
    if (this.#takes("BETWEEN")) {
      const low = this.#operand();
      this.#expect("AND");
      const high = this.#operand();
      return condition((item) => orderOf(left(item), low(item)) >= 0 && orderOf(left(item), high(item)) <= 0);
    }
    if (this.#takes("IN")) return this.#membership(left);
    const operator = this.#next();
    const holds = comparisons[operator];
    if (holds === undefined) throw this.#unexpected();
    const right = this.#operand();
    const attribute = this.#names[name!] ?? name;
    return {
      isMet: (item) => holds(orderOf(left(item), right(item))),
      valueOf: (wanted) => (operator === "=" && attribute === wanted ? right({}) : undefined),
    };
  }

  #membership(left: Operand): Condition {
    this.#expect("(");
    const members = [this.#operand()];
    while (this.#takes(",")) members.push(this.#operand());
    this.#expect(")");
    return condition((item) => members.some((member) => orderOf(left(item), member(item)) === 0));
  }

  #operand(): Operand {
    const word = this.#next();
    if (word.startsWith(":")) {
      const value = this.#values[word];
      if (value === undefined) throw invalid(`Invalid expression: the value ${word} is not defined`);
      return () => value;
    }
    const name = word.startsWith("#") ? this.#names[word] : word;
    if (name === undefined) throw invalid(`Invalid expression: the name ${word} is not defined`);
    return (item) => item[name];
  }

  #next(): string {
    const next = this.#tokens[this.#at++];
    if (next === undefined) throw invalid(`Invalid expression: ${this.#expression} ends too early`);
    return next;
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word) return false;
    this.#at++;
    return true;
  }

  #expect(word: string): void {
    if (!this.#takes(word)) throw this.#unexpected();
  }

  #unexpected(): Error {
    return invalid(`Invalid expression: ${this.#expression} near ${this.#tokens[this.#at] ?? "its end"}`);
  }
}

function condition(isMet: Condition["isMet"]): Condition {
  return { isMet, valueOf: () => undefined };
}

const functions: {
  readonly [name: string]: (subject: AttributeValue | undefined, argument: AttributeValue | undefined) => boolean;
} = {
  attribute_exists: (subject) => subject !== undefined,
  attribute_not_exists: (subject) => subject === undefined,
  begins_with: (subject, argument) => textOf(subject)?.startsWith(textOf(argument) ?? "") ?? false,
  contains: (subject, argument) => textOf(subject)?.includes(textOf(argument) ?? "") ?? false,
};

function textOf(value: AttributeValue | undefined): string | undefined {
  return value !== undefined && "S" in value ? value.S : undefined;
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(expression);
    if (found === null) throw invalid(`Invalid expression: ${expression} near ${expression.slice(at)}`);
    tokens.push(found[1]!);
  }
  return tokens;
}

import type { Branch, Step } from "../scenario.ts";
import type { Code } from "../writing/code.ts";
import { camelCase } from "../writing/names.ts";
import { assignedNames, changingNames } from "./assigned-names.ts";
import { isDocumentation } from "./classes.ts";
import { pairsOf } from "./client-call.ts";
import { Expressions, isSelf } from "./expression.ts";
import { NotCarried, type Remarks } from "./not-carried.ts";
import { argumentsOf, childrenOf, type Node, statementsIn } from "./python-source.ts";
import type { Scope } from "./scope.ts";
import type { Surroundings } from "./surroundings.ts";
import { textOf, textParts } from "./texts.ts";
import { atom, isNumeric, level, type Value, within } from "./value.ts";

/** Nobody writes blocks that lie deeper in each other. */
const deepest = 30;

/** The statements of one function of Python as steps. What is not carried over stays as a remark in its place. */
export class Statements {
  readonly #around: Surroundings;
  readonly #remarks: Remarks;
  readonly #changing: ReadonlySet<string>;
  /** Variables of the whole function, by their names in Python. */
  readonly #variables = new Map<string, string>();
  /** Those of them that are to be declared. */
  readonly #declared = new Set<string>();
  readonly #body: readonly Node[];

  constructor(body: Node, around: Surroundings, remarks: Remarks) {
    this.#around = around;
    this.#remarks = remarks;
    this.#body = statementsIn(body);
    this.#changing = changingNames(this.#body, around.source);
  }

  steps(scope: Scope): Step[] {
    const parameters = new Set<string>();
    for (const name of this.#changing) {
      const parameter = scope.find(name)?.code;
      if (typeof parameter === "string") parameters.add(parameter);
      this.#variables.set(name, typeof parameter === "string" ? parameter : scope.names.take(camelCase(name, "value")));
    }
    const steps = this.#stepsOf(this.#body, scope, 0);
    const own = [...this.#declared].filter((variable) => !parameters.has(variable));
    return [...own.map((variable) => codeStep(`let ${variable}: any`)), ...steps];
  }

  #stepsOf(statements: readonly Node[], scope: Scope, depth: number): Step[] {
    return statements.flatMap((statement) => this.#carried(statement, scope, depth));
  }

  #carried(statement: Node, scope: Scope, depth: number): Step[] {
    const noted = this.#remarks.all.length;
    try {
      if (depth > deepest) throw new NotCarried();
      return this.#translated(statement, scope, depth);
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      // The whole statement is left out, and with it what was noted inside.
      this.#remarks.all.length = noted;
      for (const name of assignedNames(statement, this.#around.source)) scope.forget(name);
      return [{ kind: "remark", remark: this.#remarks.notCarried(statement, { reason: error.reason }) }];
    }
  }

  #translated(statement: Node, scope: Scope, depth: number): Step[] {
    const place = new Expressions(this.#around, scope);
    switch (statement.name) {
      case "PassStatement":
        return [];
      case "BreakStatement":
      case "ContinueStatement":
        return [codeStep(statement.name === "BreakStatement" ? "break" : "continue")];
      case "ReturnStatement":
        return [codeStep(this.#returned(statement, place))];
      case "ExpressionStatement":
        return isDocumentation(statement) ? [] : this.#expression(childrenOf(statement), place);
      case "AssignStatement":
        return this.#assignment(statement, place);
      case "UpdateStatement":
        return [codeStep(this.#update(statement, place))];
      case "WithStatement":
        return this.#with(statement, place, depth);
      case "IfStatement":
        return [this.#choice(statement, place, depth)];
      case "ForStatement":
        return [this.#loop(statement, place, depth)];
      case "TryStatement":
        return this.#attempt(statement, place, depth);
      default:
        throw new NotCarried();
    }
  }

  #returned(statement: Node, place: Expressions): Code {
    const [, value, more] = childrenOf(statement);
    if (value === undefined) return "return";
    if (more !== undefined) throw new NotCarried();
    const { code, type } = place.value(value);
    return type === "none" ? "return" : ["return ", code];
  }

  #expression(parts: readonly Node[], place: Expressions): Step[] {
    const [node, more] = parts;
    if (node === undefined || more !== undefined || node.name !== "CallExpression") throw new NotCarried();
    const { source } = this.#around;
    const callee = source.textOf(node.firstChild!);
    // A group is left after each of its tasks.
    if (callee === `${place.scope.self}.interrupt`) return [];
    if (callee === `${place.scope.self}.client.headers.update`) return [this.#headers(node, place)];
    const [first = "", ...rest] = callee.split(".");
    if ([this.#around.importOf(first) ?? first, ...rest].join(".") === "time.sleep") {
      const [seconds] = argumentsOf(node.getChild("ArgList")!, source).plain.map((argument) => place.value(argument));
      if (seconds === undefined || !isNumeric(seconds)) throw new NotCarried();
      return [{ kind: "pause", seconds: seconds.code }];
    }
    return [codeStep(place.value(node).code)];
  }

  /** `self.client.headers.update({"Authorization": …})`: with what token the user asks from then on. */
  #headers(call: Node, place: Expressions): Step {
    const [given, more] = argumentsOf(call.getChild("ArgList")!, this.#around.source).plain;
    if (given?.name !== "DictionaryExpression" || more !== undefined) throw new NotCarried();
    const [header, other] = pairsOf(given, place);
    if (header === undefined || other !== undefined) throw new NotCarried();
    return this.#header(...header, place);
  }

  #header(name: string, node: Node, place: Expressions): Step {
    const [scheme, ...token] = textParts(node, place) ?? [];
    const isBearer = scheme !== undefined && "text" in scheme && scheme.text === "Bearer " && token.length > 0;
    if (name.toLowerCase() !== "authorization" || !isBearer) throw new NotCarried();
    return codeStep([this.#around.keptBearer(), " = ", textOf(token).code]);
  }

  #assignment(statement: Node, place: Expressions): Step[] {
    const parts = childrenOf(statement).filter(({ name }) => name !== "TypeDef");
    const [target, operator, node] = parts;
    if (parts.length !== 3 || operator!.name !== "AssignOp") throw new NotCarried();
    const { source } = this.#around;
    const [, header] = /\.client\.headers\[(["'])(.+)\1\]$/.exec(source.textOf(target!))?.slice(1) ?? [];
    if (header !== undefined) return [this.#header(header, node!, place)];
    const value = place.value(node!);
    if (target!.name === "VariableName") return this.#bound(source.textOf(target!), value, place.scope);
    if (target!.name !== "MemberExpression" || value.type === "answer") throw new NotCarried();
    return [codeStep([this.#memberTarget(target!, place), " = ", value.code])];
  }

  /** Where `self.name = …` and `body["name"] = …` go. */
  #memberTarget(target: Node, place: Expressions): Code {
    const [owner, mark, name] = childrenOf(target);
    const { source } = this.#around;
    const { self } = place.scope;
    if (mark!.name === "." && self !== null && isSelf(source.textOf(owner!), self))
      return this.#around.keptAttribute(source.textOf(name!));
    const { code, type } = mark!.name === "[" ? place.value(target) : atom("", "none");
    if (type !== "any" || typeof code === "string") throw new NotCarried();
    return code;
  }

  #bound(name: string, value: Value, scope: Scope): Step[] {
    const variable = this.#variables.get(name);
    if (variable !== undefined) {
      this.#declared.add(variable);
      scope.bindOutside(name, atom(variable, value.type === "answer" ? "answer" : "any"));
      return [codeStep([`${variable} = `, value.code])];
    }
    if (value.type === "answer" && !this.#isRead(name)) return [codeStep(value.code)];
    const own = scope.names.take(camelCase(name, "value"));
    const isLoose = value.type === "dictionary" || (value.type === "list" && value.items === "any");
    const { level: _level, ...known } = value;
    scope.bind(name, { ...atom(own, isLoose ? "any" : value.type), ...(isLoose ? {} : { ...known, code: own }) });
    return [codeStep([`const ${own}${isLoose ? ": any" : ""} = `, value.code])];
  }

  /** True when the function uses the name beyond giving it a value. */
  #isRead(name: string): boolean {
    let count = 0;
    for (const statement of this.#body) {
      statement.cursor().iterate(({ node }) => {
        if (node.name === "VariableName" && this.#around.source.textOf(node) === name) count++;
      });
    }
    return count > 1;
  }

  #update(statement: Node, place: Expressions): Code {
    const [target, operator, node, more] = childrenOf(statement);
    const { source } = this.#around;
    const sign = source.textOf(operator!);
    if (more !== undefined || !/^[+\-*]=$/.test(sign)) throw new NotCarried();
    const value = place.value(node!);
    const isMember = target!.name === "MemberExpression";
    const where = isMember ? this.#memberTarget(target!, place) : this.#variables.get(source.textOf(target!));
    const before = place.value(target!);
    const isSum = isNumeric(before) && (isNumeric(value) || (sign === "+=" && value.type === "text"));
    if (where === undefined || !isSum) throw new NotCarried();
    if (before.level === level.atom) return [where, ` ${sign} `, value.code];
    // What the user keeps begins with what its class says.
    return [where, " = ", within(before, level.atom), ` ${sign[0]!} `, within(value, level.atom)];
  }

  /** A request whose answer is looked at, or a name for the requests within. */
  #with(statement: Node, place: Expressions, depth: number): Step[] {
    const parts = childrenOf(statement);
    const body = statement.getChild("Body");
    const [, call, mark, name] = parts;
    const isNamed = mark?.name === "as" && parts.length === 5;
    if (body === null || call?.name !== "CallExpression" || !(isNamed || parts.length === 3)) throw new NotCarried();
    const { source } = this.#around;
    const { self } = place.scope;
    if (source.textOf(call.firstChild!) === `${self}.client.rename_request`) {
      const [requestName] = argumentsOf(call.getChild("ArgList")!, source).plain;
      if (requestName === undefined) throw new NotCarried();
      return this.#stepsOf(statementsIn(body), place.scope.named(place.value(requestName)), depth + 1);
    }
    const answer = place.value(call);
    if (answer.type !== "answer") throw new NotCarried();
    const first = isNamed ? this.#bound(source.textOf(name!), answer, place.scope) : [codeStep(answer.code)];
    return [...first, ...this.#stepsOf(statementsIn(body), place.scope, depth + 1)];
  }

  #choice(statement: Node, place: Expressions, depth: number): Step {
    const parts = childrenOf(statement);
    const branches: Branch[] = [];
    let otherwise: Step[] = [];
    for (let at = 0; at < parts.length;) {
      if (parts[at]!.name === "else") {
        otherwise = this.#block(parts[at + 1]!, place.scope, depth);
        at += 2;
      } else {
        const condition = place.condition(parts[at + 1]!).code;
        branches.push({ condition, steps: this.#block(parts[at + 2]!, place.scope, depth) });
        at += 3;
      }
    }
    return { kind: "choice", branches, otherwise };
  }

  /** Errors are not told apart here, so the first `except` is for all of them. */
  #attempt(statement: Node, place: Expressions, depth: number): Step[] {
    const [, body, ...rest] = childrenOf(statement);
    const handler = rest.findIndex(({ name }) => name === "Body");
    const isPlain = rest[0]?.name === "except" && !rest.some(({ name }) => /^(as|else|finally)$/.test(name));
    if (!isPlain || handler < 0) throw new NotCarried();
    const steps = this.#block(body!, place.scope, depth);
    const otherwise = this.#block(rest[handler]!, place.scope, depth);
    const others = rest.slice(handler + 1).filter(({ name }) => name === "except");
    const left = others.map((other): Step => ({ kind: "remark", remark: this.#remarks.notCarried(other) }));
    return [...left, { kind: "attempt", steps, otherwise }];
  }

  #block(body: Node, scope: Scope, depth: number): Step[] {
    return this.#stepsOf(statementsIn(body), scope.block(), depth + 1);
  }

  #loop(statement: Node, place: Expressions, depth: number): Step {
    const parts = childrenOf(statement);
    const [, target, mark, over, body] = parts;
    const { source } = this.#around;
    const isPlain = parts.length === 5 && target!.name === "VariableName" && mark!.name === "in";
    if (!isPlain || this.#changing.has(source.textOf(target!))) throw new NotCarried();
    const { code, items } = rangeOf(over!, place) ?? listIn(place.value(over!));
    const scope = place.scope.block();
    const variable = scope.names.take(camelCase(source.textOf(target!), "value"));
    scope.bind(source.textOf(target!), atom(variable, items));
    return { kind: "loop", variable, over: code, steps: this.#stepsOf(statementsIn(body!), scope, depth + 1) };
  }
}

type Series = { readonly code: Code; readonly items: Value["type"] };

/** `range(n)` and `range(a, b)`; null for anything else. */
function rangeOf(node: Node, place: Expressions): Series | null {
  const { source } = place.around;
  if (node.name !== "CallExpression" || source.textOf(node.firstChild!) !== "range") return null;
  const values = argumentsOf(node.getChild("ArgList")!, source).plain.map((argument) => place.value(argument));
  const [from, to] = values;
  if (from === undefined || values.length > 2 || !values.every(isNumeric)) throw new NotCarried();
  if (to === undefined) return { code: ["Array(", from.code, ").keys()"], items: "number" };
  const length =
    typeof from.literal === "number" && typeof to.literal === "number"
      ? String(to.literal - from.literal)
      : ["(", to.code, ") - (", from.code, ")"];
  return { code: ["Array.from({ length: ", length, " }, (_, at) => at + ", from.code, ")"], items: "number" };
}

function listIn({ code, type, items }: Value): Series {
  if (type !== "list" && type !== "any") throw new NotCarried();
  return { code, items: items ?? "any" };
}

function codeStep(code: Code): Step {
  return { kind: "code", code };
}

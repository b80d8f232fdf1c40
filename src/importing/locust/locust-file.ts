import type { BearerPlan, Constant, Helper, Step } from "../scenario.ts";
import { SecretVariables } from "../secrets.ts";
import type { Code } from "../writing/code.ts";
import { memberOf } from "../writing/literals.ts";
import { camelCase, Names } from "../writing/names.ts";
import {
  attributeOf,
  classOf,
  completed,
  type Member,
  memberOf as statementMember,
  type PythonClass,
} from "./classes.ts";
import { givenMembers } from "./assigned-names.ts";
import { Expressions } from "./expression.ts";
import { NotCarried, Remarks } from "./not-carried.ts";
import { type Node, PythonSource, statementsIn } from "./python-source.ts";
import { Scope } from "./scope.ts";
import { Statements } from "./statements.ts";
import type { Surroundings } from "./surroundings.ts";
import { atom, level, type Value, within } from "./value.ts";

/** What a locustfile has beside its classes, translated when something needs it. */
export class LocustFile {
  readonly source: PythonSource;
  readonly remarks: Remarks;
  readonly constants: Constant[] = [];
  readonly helpers: Helper[] = [];
  readonly secrets = new SecretVariables();
  /** Classes by name, each with what it takes over. */
  readonly classes: ReadonlyMap<string, PythonClass>;
  readonly functions: ReadonlyMap<string, Member>;
  readonly #names = new Names();
  readonly #assigned: ReadonlyMap<string, Node>;
  readonly #imports: ReadonlyMap<string, string>;
  readonly #values = new Map<Node, Value | null>();
  /** By class and method: what a method calls may be another one in another class. */
  readonly #helperNames = new Map<string, string>();
  /** What some function gives to `self`, and of that what was carried over. */
  readonly #given: ReadonlySet<string>;
  readonly #kept = new Set<string>();

  constructor(text: string, name: string) {
    this.source = new PythonSource(text, name);
    this.remarks = new Remarks(this.source);
    const statements = statementsIn(this.source.top);
    const members = statements.flatMap((statement) => statementMember(statement, this.source) ?? []);
    const written = members
      .filter(({ node }) => node.name === "ClassDefinition")
      .map(({ node }) => classOf(node, this.source));
    const byName = new Map(written.map((own) => [own.name, own]));
    this.classes = new Map(written.map((own) => [own.name, completed(own, byName)]));
    this.functions = new Map(
      members.flatMap((member) => (member.node.name === "ClassDefinition" ? [] : [[member.name, member]])),
    );
    this.#assigned = new Map(
      statements.flatMap((one) => (one.name === "AssignStatement" ? attributeOf(one, this.source) : [])),
    );
    this.#imports = importsOf(statements, this.source);
    this.#given = new Set(givenMembers(this.source));
  }

  /** True when users keep values between their tasks. */
  get keepsValues(): boolean {
    return this.#kept.size > 0;
  }

  /** Where users have their token from; null when none gives itself one. */
  get bearer(): BearerPlan | null {
    return this.#kept.has(bearerName) ? { token: [keptCode(bearerName), ' ?? ""'], note: "" } : null;
  }

  /** Reads expressions outside any function. */
  outside(own: PythonClass): Expressions {
    return new Expressions(this.around(own), new Scope(null, this.#names));
  }

  /** What the functions of a class see. */
  around(own: PythonClass): Surroundings {
    return {
      source: this.source,
      importOf: (name) => this.#imports.get(name),
      constant: (name) => this.#constant(name, this.#assigned.get(name), own),
      attribute: (name) => this.#attribute(name, own),
      keptAttribute: (name) => {
        this.#kept.add(name);
        return keptCode(name);
      },
      variableFor: (name, secret) => this.secrets.variableFor(name, secret),
      keptBearer: () => {
        this.#kept.add(bearerName);
        return keptCode(bearerName);
      },
      helper: (name) => this.#helper(name, own),
      differs: (node, message) => void this.remarks.differs(node, message),
    };
  }

  /** What a function of a class does, with its user as the first parameter. */
  stepsOf(node: Node, own: PythonClass): readonly Step[] {
    return this.#function(node, own).steps;
  }

  #function(node: Node, own: PythonClass): Pick<Helper, "parameters" | "steps"> {
    const names = this.#names.within();
    const [self = null, ...others] = parametersOf(node, this.source);
    const scope = new Scope(self, names);
    const parameters = others.map((name) => {
      const parameter = names.take(camelCase(name, "value"));
      scope.bind(name, atom(parameter, "any"));
      return parameter;
    });
    const steps = new Statements(node.getChild("Body")!, this.around(own), this.remarks).steps(scope);
    return { parameters, steps };
  }

  #attribute(name: string, own: PythonClass): Value | null {
    const initial = this.#constant(name, own.attributes.get(name), own);
    if (!this.#kept.has(name)) return this.#given.has(name) ? null : initial;
    if (initial === null) return atom(keptCode(name), "any");
    return { code: [keptCode(name), " ?? ", within(initial, level.equality)], type: "any", level: level.or };
  }

  #constant(name: string, node: Node | undefined, own: PythonClass): Value | null {
    if (node === undefined) return null;
    if (!this.#values.has(node)) {
      // A value that needs itself is none.
      this.#values.set(node, null);
      this.#values.set(node, this.#evaluated(name, node, own));
    }
    return this.#values.get(node)!;
  }

  #evaluated(name: string, node: Node, own: PythonClass): Value | null {
    try {
      const value = this.#withoutSecret(name, this.outside(own).value(node));
      const isLoose = value.type === "dictionary" || (value.type === "list" && value.items === "any");
      const constant = { name: this.#names.take(camelCase(name, "value")), value: value.code, isLoose };
      this.constants.push(constant);
      const { level: _level, code: _code, ...known } = value;
      return isLoose ? atom(constant.name, "any") : { ...atom(constant.name, value.type), ...known };
    } catch (error) {
      if (error instanceof NotCarried) return null;
      throw error;
    }
  }

  /** `TOKEN = "…"`; where tokens come from is no secret. */
  #withoutSecret(name: string, value: Value): Value {
    const { literal } = value;
    if (typeof literal !== "string" || /^(\/|https?:)/.test(literal)) return value;
    const code = this.secrets.variableFor(name, literal);
    return code === null ? value : { code, type: "text", level: level.or };
  }

  #helper(name: string, own: PythonClass): string | null {
    const member = own.members.find((one) => one.name === name && one.decorators.length === 0);
    if (member === undefined || member.node.name !== "FunctionDefinition") return null;
    const key = `${own.name} ${member.node.from}`;
    const known = this.#helperNames.get(key);
    if (known !== undefined) return known;
    const helper = this.#names.take(camelCase(name, "helper"));
    this.#helperNames.set(key, helper);
    this.helpers.push({ name: helper, ...this.#function(member.node, own) });
    return helper;
  }
}

/** Among what a user keeps, under a name that Python has not. */
const bearerName = "$bearer";

function keptCode(name: string): Code {
  return ["selfOf(user)", memberOf(name)];
}

/** The names of the parameters; a parameter of another kind is not carried over. */
function parametersOf(node: Node, source: PythonSource): string[] {
  const list = node.getChild("ParamList");
  const parts = list === null ? [] : source.textOf(list).slice(1, -1).split(",");
  const names = parts.map((part) => part.replace(/:[^=]*/, "").trim()).filter((part) => part !== "");
  if (names.some((name) => !/^\w+$/.test(name)) || node.getChild("async") !== null) throw new NotCarried();
  return names;
}

/** What the names of imports stand for: `randint` for `random.randint`, `r` for `random`. */
function importsOf(statements: readonly Node[], source: PythonSource): Map<string, string> {
  const imports = new Map<string, string>();
  for (const statement of statements.filter(({ name }) => name === "ImportStatement")) {
    const text = source
      .textOf(statement)
      .replaceAll(/#.*/g, "")
      .replaceAll(/[()\\\s]+/g, " ");
    const [, from = "", list = ""] = /^(?:from (\S+) )?import (.*)$/.exec(text) ?? [];
    for (const item of list.split(",")) {
      const [name = "", alias = name] = item.trim().split(" as ");
      if (name !== "") imports.set(alias, from === "" ? name : `${from}.${name}`);
    }
  }
  return imports;
}

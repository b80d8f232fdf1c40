import { argumentsOf, childrenOf, itemsOf, type Node, type PythonSource, statementsIn } from "./python-source.ts";

/** A function or a class with what stands above it. */
export interface Member {
  readonly name: string;
  readonly node: Node;
  readonly decorators: readonly Decorator[];
}

export interface Decorator {
  readonly name: string;
  /** Null without brackets. */
  readonly list: Node | null;
  readonly node: Node;
}

/** A class of the file: what it is called, what it is made of, and what it takes over from classes above it. */
export interface PythonClass {
  readonly name: string;
  readonly node: Node;
  readonly bases: readonly string[];
  readonly attributes: ReadonlyMap<string, Node>;
  readonly members: readonly Member[];
  readonly classes: readonly PythonClass[];
  /** Statements that are none of these. */
  readonly others: readonly Node[];
}

/** What Locust calls the classes from which a file makes its own. */
export const userBases = new Set(["HttpUser", "FastHttpUser", "HttpLocust", "User"]);
export const taskSetBases = new Set(["TaskSet", "SequentialTaskSet"]);

/** The function or class of a statement, with its decorators; null for any other statement. */
export function memberOf(statement: Node, source: PythonSource): Member | null {
  const parts = statement.name === "DecoratedStatement" ? childrenOf(statement) : [statement];
  const node = parts.at(-1)!;
  if (node.name !== "FunctionDefinition" && node.name !== "ClassDefinition") return null;
  const name = node.getChild("VariableName");
  if (name === null) return null;
  return { name: source.textOf(name), node, decorators: parts.slice(0, -1).map((part) => decoratorOf(part, source)) };
}

function decoratorOf(node: Node, source: PythonSource): Decorator {
  const list = node.getChild("ArgList");
  const name = source.slice(node.from + 1, list?.from ?? node.to).trim();
  return { name: lastWord(name), list, node };
}

/** A class as it is written. */
export function classOf(node: Node, source: PythonSource): PythonClass {
  const list = node.getChild("ArgList");
  const body = statementsIn(node.getChild("Body") ?? node);
  const members = body.flatMap((statement) => memberOf(statement, source) ?? []);
  const assigned = body.filter(({ name }) => name === "AssignStatement");
  const isHarmless = (statement: Node) => statement.name === "PassStatement" || isDocumentation(statement);
  return {
    name: source.textOf(node.getChild("VariableName")!),
    node,
    bases: list === null ? [] : argumentsOf(list, source).plain.map((base) => lastWord(source.textOf(base))),
    attributes: new Map(assigned.flatMap((statement) => attributeOf(statement, source))),
    members,
    classes: members.flatMap((member) => (member.node.name === "ClassDefinition" ? classOf(member.node, source) : [])),
    others: body.filter((one) => !assigned.includes(one) && memberOf(one, source) === null && !isHarmless(one)),
  };
}

/** `name = value`, with or without a type. */
export function attributeOf(statement: Node, source: PythonSource): [[string, Node]] | [] {
  const parts = childrenOf(statement).filter(({ name }) => name !== "TypeDef");
  const [name, operator, value] = parts;
  const isOne = parts.length === 3 && name!.name === "VariableName" && operator!.name === "AssignOp";
  return isOne ? [[source.textOf(name!), value!]] : [];
}

/** A text that stands alone. */
export function isDocumentation(statement: Node): boolean {
  const [only] = statement.name === "ExpressionStatement" ? itemsOf(statement) : [];
  return only !== undefined && /^(String|ContinuedString)$/.test(only.name);
}

/** A class with everything it takes over: what the class itself says wins. */
export function completed(
  own: PythonClass,
  classes: ReadonlyMap<string, PythonClass>,
  seen = new Set<string>(),
): PythonClass {
  seen.add(own.name);
  const above = own.bases.flatMap((base) => (seen.has(base) ? [] : (classes.get(base) ?? [])));
  const inherited = above.map((base) => completed(base, classes, seen));
  const names = new Set(own.members.map(({ name }) => name));
  const members = inherited.flatMap((base) => base.members.filter(({ name }) => !names.has(name) && names.add(name)));
  return {
    ...own,
    bases: [...own.bases, ...inherited.flatMap(({ bases }) => bases)],
    // Whether a class is abstract is not handed down.
    attributes: new Map([
      ...inherited.toReversed().flatMap(({ attributes }) => [...attributes].filter(([name]) => name !== "abstract")),
      ...own.attributes,
    ]),
    members: [...members, ...own.members],
    classes: [...inherited.flatMap(({ classes: inner }) => inner), ...own.classes],
  };
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(".") + 1);
}

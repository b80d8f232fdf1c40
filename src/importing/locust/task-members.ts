import type { Member, PythonClass } from "./classes.ts";
import { type Arguments, argumentsOf, itemsOf, type Node, type PythonSource } from "./python-source.ts";

/** One of the things that a user or a set of tasks does. */
export interface TaskMember {
  readonly name: string;
  readonly weight: number;
  readonly tags: readonly string[];
  /** A function, or a class with tasks of its own. */
  readonly does: Node;
}

/** What the names in `tasks = […]` stand for. */
export type Lookup = (name: string) => Member | undefined;

/** What a class does, in its order. */
export interface TaskList {
  readonly tasks: readonly TaskMember[];
  /** False when `tasks = …` names something that is not known. */
  readonly isWhole: boolean;
}

/** The tasks that a class lists, and those under `@task`. */
export function taskMembers(own: PythonClass, lookup: Lookup, source: PythonSource): TaskList {
  const list = own.attributes.get("tasks");
  const { tasks, isWhole } = list === undefined ? { tasks: [], isWhole: true } : listedTasks(list, lookup, source);
  return { tasks: [...tasks, ...own.members.flatMap((member) => taskOf(member, source) ?? [])], isWhole };
}

/** The tags that `@tag("a", "b")` gives. */
export function tagsOf({ decorators }: Member, source: PythonSource): string[] {
  const lists = decorators.flatMap(({ name, list }) => (name === "tag" && list !== null ? [list] : []));
  return lists.flatMap((list) =>
    argumentsOf(list, source).plain.flatMap((node) =>
      node.name === "String" ? [source.textOf(node).slice(1, -1)] : [],
    ),
  );
}

function taskOf(member: Member, source: PythonSource): TaskMember | null {
  const decorator = member.decorators.find(({ name }) => name === "task");
  if (decorator === undefined) return null;
  const given = decorator.list === null ? null : argumentsOf(decorator.list, source);
  const weight = given === null ? 1 : weightOf(given, source);
  return { name: member.name, weight, tags: tagsOf(member, source), does: member.node };
}

function weightOf({ plain, named }: Arguments, source: PythonSource): number {
  const node = plain[0] ?? named.get("weight");
  return node === undefined ? 1 : wholeNumber(node, source);
}

/** A weight as it is written; 1 when it is computed. */
function wholeNumber(node: Node, source: PythonSource): number {
  const number = Number(source.textOf(node));
  return Number.isSafeInteger(number) && number >= 0 ? number : 1;
}

function listedTasks(list: Node, lookup: Lookup, source: PythonSource): TaskList {
  const isDictionary = list.name === "DictionaryExpression";
  if (!isDictionary && list.name !== "ArrayExpression" && list.name !== "TupleExpression")
    return { tasks: [], isWhole: false };
  const parts = itemsOf(list);
  const found = new Map<Node, TaskMember>();
  let isWhole = true;
  for (let at = 0; at < parts.length; at += isDictionary ? 3 : 1) {
    const member = lookup(source.textOf(parts[at]!));
    const share = isDictionary && parts[at + 2] !== undefined ? wholeNumber(parts[at + 2]!, source) : 1;
    if (member === undefined) isWhole = false;
    else {
      const { name, node } = member;
      const weight = share + (found.get(node)?.weight ?? 0);
      found.set(node, { name, weight, tags: tagsOf(member, source), does: node });
    }
  }
  return { tasks: [...found.values()], isWhole };
}

import type { Remark, Step, TaskPlan } from "../scenario.ts";
import { camelCase, Names } from "../writing/names.ts";
import { otherSettingsOf, statementOf } from "./class-settings.ts";
import { classOf, completed, type PythonClass } from "./classes.ts";
import type { LocustFile } from "./locust-file.ts";
import { NotCarried } from "./not-carried.ts";
import type { Node } from "./python-source.ts";
import { type Lookup, taskMembers, type TaskMember } from "./task-members.ts";

/** The tasks of a user, with what it does before and after them. */
export interface ReadTasks {
  readonly tasks: readonly TaskPlan[];
  readonly onStart: readonly Step[];
  readonly onStop: readonly Step[];
  readonly remarks: readonly Remark[];
}

/** A sequence does a task of a higher weight several times; no more often than this in the file. */
const mostRepeats = 20;
/** Sets of tasks within each other. */
const deepest = 10;

/** Reads the tasks of classes, those of nested sets too. */
export class TaskReader {
  readonly #file: LocustFile;
  /** The classes that are being read, the outermost first. */
  readonly #path: PythonClass[] = [];

  constructor(file: LocustFile) {
    this.#file = file;
  }

  /** What the users of a class do. */
  read(own: PythonClass): ReadTasks {
    const remarks = otherSettingsOf(own, this.#file);
    const onStart = this.#act("on_start", own);
    const onStop = this.#act("on_stop", own);
    const members = this.#members(own, remarks);
    const set = members.length === 1 ? this.#setOf(members[0]!) : null;
    // A user never leaves its only set of tasks, so they are its own.
    if (set === null || isSequence(set)) return { tasks: this.#plans(own, members), onStart, onStop, remarks };
    const inner = this.#inside(set, () => this.read(set));
    return {
      tasks: inner?.tasks ?? [],
      onStart: [...onStart, ...(inner?.onStart ?? [])],
      onStop: [...(inner?.onStop ?? []), ...onStop],
      remarks: [...remarks, ...(inner?.remarks ?? [])],
    };
  }

  /** The tasks of a class; a list of them that names something else becomes one of the `notes`. */
  #members(own: PythonClass, notes: Remark[]): TaskMember[] {
    const { source, remarks, functions, classes } = this.#file;
    const classNamed = (name: string) => {
      const node = classes.get(name)?.node;
      return node === undefined ? undefined : { name, node, decorators: [] };
    };
    const lookup: Lookup = (name) =>
      own.members.find((member) => member.name === name) ?? functions.get(name) ?? classNamed(name);
    const { tasks, isWhole } = taskMembers(own, lookup, source);
    if (!isWhole) notes.push(remarks.notCarried(statementOf(own.attributes.get("tasks")!)));
    return tasks.flatMap((task) => {
      if (!isSequence(own)) return [task];
      return Array.from({ length: Math.min(task.weight, mostRepeats) }, () => ({ ...task, weight: 1 }));
    });
  }

  #plans(own: PythonClass, members: readonly TaskMember[]): TaskPlan[] {
    const names = new Names();
    return members.flatMap((member) => {
      const does = this.#does(member, own, members.length > 1);
      // A task that only leaves its set does nothing here.
      if (does === null || ("length" in does.work && does.work.length === 0)) return [];
      const { weight, tags } = member;
      return [
        { name: names.take(camelCase(member.name, "task")), weight, tags, remarks: does.remarks, does: does.work },
      ];
    });
  }

  #does(
    member: TaskMember,
    own: PythonClass,
    hasSiblings: boolean,
  ): { work: TaskPlan["does"]; remarks: readonly Remark[] } | null {
    const set = this.#setOf(member);
    if (set === null) return { work: this.#steps(member.does, own), remarks: [] };
    const order = isSequence(set) ? "sequence" : "random";
    const notes = [...otherSettingsOf(set, this.#file), ...this.#leaving(set, hasSiblings)];
    if (order === "random") notes.push(...this.#lost("on_start", set), ...this.#lost("on_stop", set));
    const starts = order === "random" ? [] : this.#act("on_start", set);
    const tasks = this.#inside(set, () => this.#plans(set, this.#members(set, notes))) ?? [];
    const stops = order === "random" ? [] : this.#act("on_stop", set);
    return tasks.length === 0 ? null : { work: { order, tasks: framed(tasks, starts, stops) }, remarks: notes };
  }

  /** The set of tasks that a member is; null for a function. */
  #setOf({ does }: TaskMember): PythonClass | null {
    if (does.name !== "ClassDefinition") return null;
    const { classes, source } = this.#file;
    const written = classOf(does, source);
    const known = classes.get(written.name);
    return known?.node.from === does.from ? known : completed(written, classes);
  }

  /** Null for a set within itself. */
  #inside<Result>(set: PythonClass, read: () => Result): Result | null {
    if (this.#path.length >= deepest || this.#path.some(({ node }) => node.from === set.node.from)) {
      this.#file.remarks.notCarried(set.node);
      return null;
    }
    this.#path.push(set);
    try {
      return read();
    } finally {
      this.#path.pop();
    }
  }

  /** How users leave the set here, when Locust has it otherwise. */
  #leaving(set: PythonClass, hasSiblings: boolean): Remark[] {
    const { remarks, source } = this.#file;
    if (isSequence(set) && (!hasSiblings || /\binterrupt\(/.test(source.textOf(set.node)))) return [];
    const when = isSequence(set) ? "after its last task" : "after each of its tasks";
    return [remarks.differs(set.node, `${set.name} is left ${when}; Locust leaves it by interrupt() only`)];
  }

  #lost(name: string, set: PythonClass): Remark[] {
    const node = this.#methodOf(name, set);
    return node === undefined ? [] : [this.#file.remarks.notCarried(node)];
  }

  #act(name: string, own: PythonClass): readonly Step[] {
    const node = this.#methodOf(name, own);
    return node === undefined ? [] : this.#steps(node, own);
  }

  #methodOf(name: string, own: PythonClass): Node | undefined {
    return own.members.find((one) => one.name === name && one.node.name === "FunctionDefinition")?.node;
  }

  #steps(node: Node, own: PythonClass): readonly Step[] {
    try {
      return this.#file.stepsOf(node, own);
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      return [{ kind: "remark", remark: this.#file.remarks.notCarried(node) }];
    }
  }
}

function isSequence({ bases }: PythonClass): boolean {
  return bases.includes("SequentialTaskSet");
}

/** Tasks in sequence with what happens before the first and after the last one. */
function framed(tasks: readonly TaskPlan[], starts: readonly Step[], stops: readonly Step[]): TaskPlan[] {
  const own = (name: string, does: readonly Step[]) =>
    does.length === 0 ? [] : [{ name, weight: 1, tags: [], remarks: [], does }];
  return [...own("onStart", starts), ...tasks, ...own("onStop", stops)];
}

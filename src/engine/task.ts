import type { RandomStream } from "../ground/index.ts";

/** What a virtual user does in one task. */
export type Act<U> = (user: U) => void | Promise<void>;

/** A task, alone or with its weight and tags, or a group of tasks picked at random by weight or run in sequence. */
export type Task<U> =
  | Act<U>
  | {
      readonly weight?: number;
      readonly tags?: readonly string[];
      /** It changes what the API keeps: it runs only with `--writes`, as that share of all tasks. */
      readonly writes?: boolean;
      readonly run: Act<U>;
    }
  | {
      readonly weight?: number;
      readonly tags?: readonly string[];
      readonly order?: "random" | "sequence";
      readonly tasks: { readonly [name: string]: Task<U> };
    };

export interface Leaf<U> {
  readonly kind: "leaf";
  /** The path of names from the user type down: `browse/openTitle`. */
  readonly name: string;
  readonly weight: number;
  readonly run: Act<U>;
}

export interface Group<U> {
  readonly kind: "random" | "sequence";
  /** As of a leaf; empty for all tasks of a user type. */
  readonly name: string;
  readonly weight: number;
  readonly children: readonly TaskNode<U>[];
  readonly totalWeight: number;
}

export type TaskNode<U> = Leaf<U> | Group<U>;

/** The tasks of a user type as a tree ready to pick from. Throws RangeError naming the task that is wrong. */
export function taskTree<U>(tasks: { readonly [name: string]: Task<U> }): Group<U> {
  return groupOf(tasks, "random", 1, "");
}

/** The tasks of a tree in the order in which they were written. */
export function leavesOf<U>(node: TaskNode<U>): Leaf<U>[] {
  return node.kind === "leaf" ? [node] : node.children.flatMap(leavesOf);
}

function groupOf<U>(
  tasks: { readonly [name: string]: Task<U> },
  kind: "random" | "sequence",
  weight: number,
  prefix: string,
): Group<U> {
  const children = Object.entries(tasks)
    .map(([name, task]) => nodeOf(`${prefix}${name}`, task))
    .filter((node) => kind === "sequence" || node.weight > 0);
  const totalWeight = children.reduce((sum, child) => sum + child.weight, 0);
  const name = prefix.slice(0, -1);
  if (children.length === 0)
    throw new RangeError(`${name === "" ? "there is" : `${name} has`} no task with a weight above 0`);
  return { kind, name, weight, children, totalWeight };
}

function nodeOf<U>(name: string, task: Task<U>): TaskNode<U> {
  if (typeof task === "function") return { kind: "leaf", name, weight: 1, run: task };
  requireTask(name, task);
  const weight = task.weight ?? 1;
  if (!Number.isFinite(weight) || weight < 0)
    throw new RangeError(`the weight of task ${name} is ${weight}: it must be a number of at least 0`);
  if ("run" in task) return { kind: "leaf", name, weight, run: task.run };
  return groupOf(task.tasks, task.order ?? "random", weight, `${name}/`) satisfies Group<U>;
}

/** A test file may come without types. */
function requireTask(name: string, task: unknown): void {
  const { run, tasks, order = "random", tags = [] } = (task ?? {}) as { readonly [field: string]: unknown };
  if (typeof run !== "function" && (typeof tasks !== "object" || tasks === null))
    throw new RangeError(`task ${name} is no function, and has neither a function \`run\` nor further \`tasks\``);
  if (order !== "random" && order !== "sequence")
    throw new RangeError(`the order of task ${name} is ${String(order)}: it must be random or sequence`);
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== "string"))
    throw new RangeError(`the tags of task ${name} are no list of texts`);
}

/** One user's way through its tasks: `next` gives the task to run now. The same random stream gives the same way. */
export class TaskCursor<U> {
  readonly #root: Group<U>;
  readonly #random: RandomStream;
  #sequence: TaskNode<U>[] = [];

  constructor(root: Group<U>, random: RandomStream) {
    this.#root = root;
    this.#random = random;
  }

  next(): Leaf<U> {
    let node: TaskNode<U> = this.#sequence.length === 0 ? this.#root : this.#sequence.shift()!;
    while (node.kind !== "leaf") node = this.#enter(node);
    return node;
  }

  /** True when the next task begins a new pass, not the middle of a sequence. */
  get atStart(): boolean {
    return this.#sequence.length === 0;
  }

  #enter(group: Group<U>): TaskNode<U> {
    if (group.kind === "sequence") {
      this.#sequence = [...group.children.slice(1), ...this.#sequence];
      return group.children[0]!;
    }
    if (group.children.length === 1) return group.children[0]!;
    let left = this.#random.next() * group.totalWeight;
    for (const child of group.children) {
      left -= child.weight;
      if (left < 0) return child;
    }
    return group.children.at(-1)!;
  }
}

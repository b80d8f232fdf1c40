import { KitError, type OptionProblem, type OptionTable, type ResolvedOptions } from "../ground/index.ts";
import { loadRunOptions } from "./options.ts";

type Table = typeof loadRunOptions;

/**
 * The options that may be chosen anew for each run of a session, by what they are about. Only these: what names files,
 * credentials or hosts that may be loaded is for whoever starts the process.
 */
export const formOptions = {
  users: "load",
  spawnRate: "load",
  runTime: "load",
  stages: "load",
  arrivalRate: "load",
  arrivalStages: "load",
  steps: "load",
  stepTime: "load",
  spike: "load",
  warmUp: "load",
  pick: "load",
  findMax: "load",
  maxOf: "load",
  measureTime: "load",
  host: "target",
  threshold: "judgement",
  tags: "tasks",
  excludeTags: "tasks",
  workers: "advanced",
  runSeed: "advanced",
  stopTimeout: "advanced",
  requestTimeout: "advanced",
  connectTimeout: "advanced",
  maxBody: "advanced",
  keptBodies: "advanced",
  maxRedirects: "advanced",
  cutOffDays: "advanced",
  historyLimit: "advanced",
  completedAt: "advanced",
  edgeMargin: "advanced",
  tokenTimeout: "advanced",
} as const satisfies { readonly [Key in keyof Table]?: "load" | "target" | "judgement" | "tasks" | "advanced" };

/** Options by their keys, as one would type them on a command line; an empty text or list means: none. */
export interface Wishes {
  readonly [key: string]: string | boolean | readonly string[];
}

/**
 * Options with some of them chosen anew, which then count as flags do. Throws `PICKUP_OPTION_INVALID` (exit code 2)
 * with all problems at once, those of the form's fields apart.
 */
export function wishedOptions(base: ResolvedOptions<Table>, wishes: Wishes): ResolvedOptions<Table> {
  const values: Record<string, unknown> = { ...base.values };
  const origins: Record<string, unknown> = { ...base.origins };
  const problems: OptionProblem[] = [];
  const table: OptionTable = loadRunOptions;
  for (const [key, wish] of Object.entries(wishes)) {
    const read = Object.hasOwn(formOptions, key) ? readWish(table[key]!, wish) : notInForm;
    if (isProblem(read)) problems.push({ option: key in formOptions ? key : null, message: `${key} ${read.problem}` });
    else [values[key], origins[key]] = [read.value, read.origin];
  }
  if (problems.length > 0) {
    throw new KitError("PICKUP_OPTION_INVALID", problems.map(({ message }) => message).join("\n"), {
      hint: "Mend the fields that are named.",
      problems,
    });
  }
  return { values, origins } as ResolvedOptions<Table>;
}

type Read = { readonly value: unknown; readonly origin: "flag" | "default" } | { readonly problem: string };

const notInForm: Read = { problem: "cannot be chosen in the form" };

function isProblem(read: unknown): read is { readonly problem: string } {
  return typeof read === "object" && read !== null && "problem" in read;
}

function readWish({ type, default: byDefault }: OptionTable[string], wish: Wishes[string]): Read {
  if (wish === "" || (Array.isArray(wish) && wish.length === 0)) return { value: byDefault, origin: "default" };
  const given = Array.isArray(wish) ? wish.map((one: string) => type.ofText(one)) : [type.ofText(String(wish))];
  const problem = given.find(isProblem);
  if (problem !== undefined) return problem;
  if (given.length > 1 && type.join === undefined) return { problem: "takes one value only" };
  return { value: given.length > 1 ? type.join!(given) : given[0], origin: "flag" };
}

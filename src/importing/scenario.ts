import type { Code } from "./writing/code.ts";

/** A load test between its source and its TypeScript: every reader makes one, and one writer writes it. */
export interface Scenario {
  /** The name of the file it comes from. */
  readonly source: string;
  /** The address under test; null when the source names none. */
  readonly host: string | null;
  /** Values that tasks share, in the order in which they need each other. */
  readonly constants: readonly Constant[];
  /** What several tasks do. */
  readonly helpers: readonly Helper[];
  readonly users: readonly UserPlan[];
  /** What has no place in a user, as comments. */
  readonly remarks: readonly Remark[];
  /** Tasks keep values in `selfOf(user)`. */
  readonly keepsValues: boolean;
}

/** What could not be carried over, or is otherwise than one may think. */
export interface Remark {
  /** Of the source; null when it is about none. */
  readonly line: number | null;
  readonly message: string;
  /** The lines of the source that were left out. */
  readonly original: readonly string[];
}

export interface Constant {
  readonly name: string;
  readonly value: Code;
  /** Its parts are of several types, or change. */
  readonly isLoose: boolean;
}

export interface Helper {
  readonly name: string;
  /** After the user. */
  readonly parameters: readonly string[];
  readonly steps: readonly Step[];
}

/** Between the tasks of a user; the numbers are seconds, or tasks a second. */
export interface WaitPlan {
  readonly by: "between" | "constant" | "constantPacing" | "constantThroughput";
  readonly numbers: readonly Code[];
}

export interface BearerPlan {
  readonly token: Code;
  /** What the reader of the file must know of it; "" when it speaks for itself. */
  readonly note: string;
}

export interface UserPlan {
  readonly name: string;
  readonly weight: number | null;
  readonly fixedCount: number | null;
  readonly wait: WaitPlan;
  /** Where the bearer token of its requests comes from; null: they carry none. */
  readonly bearer: BearerPlan | null;
  readonly keepsCookies: boolean;
  readonly headers: readonly Code[];
  readonly onStart: readonly Step[];
  readonly onStop: readonly Step[];
  readonly tasks: readonly TaskPlan[];
  readonly remarks: readonly Remark[];
}

export interface TaskPlan {
  readonly name: string;
  readonly weight: number;
  readonly tags: readonly string[];
  readonly remarks: readonly Remark[];
  readonly does: readonly Step[] | { readonly order: "random" | "sequence"; readonly tasks: readonly TaskPlan[] };
}

/** A statement of a task. Conditions and values are code already. */
export type Step =
  | { readonly kind: "code"; readonly code: Code }
  | { readonly kind: "pause"; readonly seconds: Code }
  | { readonly kind: "remark"; readonly remark: Remark }
  | { readonly kind: "loop"; readonly variable: string; readonly over: Code; readonly steps: readonly Step[] }
  | { readonly kind: "attempt"; readonly steps: readonly Step[]; readonly otherwise: readonly Step[] }
  | { readonly kind: "choice"; readonly branches: readonly Branch[]; readonly otherwise: readonly Step[] };

export interface Branch {
  readonly condition: Code;
  readonly steps: readonly Step[];
}

/** The methods that a virtual user has. */
export const methods = ["get", "post", "put", "patch", "delete", "head"] as const;
export type Method = (typeof methods)[number];

export function isMethod(name: string): name is Method {
  return methods.includes(name as Method);
}

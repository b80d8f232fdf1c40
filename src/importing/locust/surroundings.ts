import type { Code } from "../writing/code.ts";
import type { Node, PythonSource } from "./python-source.ts";
import type { Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** What a function of a locustfile sees around it. */
export interface Surroundings {
  readonly source: PythonSource;
  /** The full name of what was imported: `randint` as `random.randint`. */
  importOf(name: string): string | undefined;
  /** A value that the whole file has; null when there is none that could be carried over. */
  constant(name: string): Value | null;
  /** `self.name`: what the user keeps, or what its class says; null when nobody does. */
  attribute(name: string): Value | null;
  /** Where `self.name = …` goes. */
  keptAttribute(name: string): Code;
  /** The variable of the environment in place of a text under a name; null when it is no secret. */
  variableFor(name: string, text: string): Code | null;
  /** Where the bearer token of the user's requests goes. */
  keptBearer(): Code;
  /** The function that stands for a method of the class; null when there is none. */
  helper(name: string): string | null;
  /** Notes what goes another way here than in Locust. */
  differs(node: Node, message: string): void;
}

/** A place in a function, from which expressions are read. */
export interface Place {
  readonly around: Surroundings;
  readonly scope: Scope;
  /** Throws NotCarried. */
  value(node: Node): Value;
  /** As Python decides an `if`; throws NotCarried. */
  condition(node: Node): Value;
}

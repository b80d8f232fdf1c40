import type { Names } from "../writing/names.ts";
import type { Value } from "./value.ts";

/** The names of one function of Python, seen from one of its blocks. */
export class Scope {
  /** What the function calls its user; null where there is none. */
  readonly self: string | null;
  /** The names that TypeScript has there. */
  readonly names: Names;
  /** Under which all requests in the block are counted. */
  readonly requestName: Value | null;
  readonly #known: Map<string, Value | null>;
  readonly #outer: Scope | null;

  constructor(self: string | null, names: Names, outer: Scope | null = null, requestName = outer?.requestName ?? null) {
    this.self = self;
    this.names = names;
    this.requestName = requestName;
    this.#outer = outer;
    this.#known = new Map();
  }

  /** For a block within; what it binds is unknown outside. */
  block(): Scope {
    return new Scope(this.self, this.names.within(), this);
  }

  /** For statements whose requests have a name. */
  named(requestName: Value): Scope {
    return new Scope(this.self, this.names, this, requestName);
  }

  bind(name: string, value: Value): void {
    this.#known.set(name, value);
  }

  /** Binds a variable that the whole function has. */
  bindOutside(name: string, value: Value): void {
    if (this.#outer === null) this.bind(name, value);
    else this.#outer.bindOutside(name, value);
  }

  /** What was to be bound was not carried over. */
  forget(name: string): void {
    this.#known.set(name, null);
    this.#outer?.forget(name);
  }

  /** Undefined: no such name; null: it is not known what it stands for. */
  find(name: string): Value | null | undefined {
    const own = this.#known.get(name);
    return own === undefined ? this.#outer?.find(name) : own;
  }
}

const reserved = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default delete " +
    "do else enum eval export extends false finally for from function get if implements import in instanceof interface " +
    "let new null number of package private protected public return set static string super switch symbol this throw " +
    "true try type typeof undefined var void while with yield NaN Infinity Object Array String Number Math Date JSON " +
    "Buffer URLSearchParams encodeURI console process crypto globalThis " +
    "between constant constantPacing constantThroughput defineLoadTest user pause selfOf kept setTimeout constructor"
  ).split(" "),
);

/** `view_items`, `ViewItems` and `view items` as `viewItems`; `fallback` when nothing is left. */
export function camelCase(text: string, fallback: string): string {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  const name = words
    .map((word, at) => (at === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join("");
  return /^[a-z]/.test(name) ? name : fallback + name;
}

/** Names that are given once each, and that mean nothing else in a load test. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The wanted name, with a number when it is taken. */
  take(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name) || reserved.has(name); count++) name = `${wanted}${count}`;
    this.#taken.add(name);
    return name;
  }

  /** For a place in which these names can be seen too. */
  within(): Names {
    return new Names(this.#taken);
  }
}

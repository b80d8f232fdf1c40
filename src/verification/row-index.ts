import type { Row } from "./row.ts";
import type { Shown } from "./truth.ts";

/** More rows are not indexed: the index is made while the load runs. */
const mostRows = 1_000_000;

/** Knows every row of a dataset by what is shown of it; made when it is first asked. Knows nothing of a huge dataset. */
export class RowIndex {
  readonly #users: number;
  readonly #rowsOf: (user: number) => readonly Row[];
  #known: Set<string> | undefined;

  constructor(users: number, rowsOf: (user: number) => readonly Row[]) {
    this.#users = users;
    this.#rowsOf = rowsOf;
  }

  has(shown: Shown): boolean {
    return (this.#known ??= this.#made()).has(textOf(shown));
  }

  #made(): Set<string> {
    const known = new Set<string>();
    for (let user = 0; user < this.#users; user++) {
      for (const row of this.#rowsOf(user)) known.add(textOf(row));
      if (known.size > mostRows) return new Set();
    }
    return known;
  }
}

function textOf({ id, moment, values }: Shown): string {
  return JSON.stringify([id, moment, ...values]);
}

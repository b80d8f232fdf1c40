import type { Board } from "./job.ts";
import type { CoordinatorLink } from "./transport.ts";

/** A worker thread's end of the board: its machine stores the lines and hands on those of the others. */
export class LineBoard implements Board {
  readonly #link: CoordinatorLink;
  readonly #unsafe = new Map<number, () => void>();
  #said = 0;
  #take: ((line: string) => void) | undefined;
  /** Heard before anybody followed. */
  #early: string[] = [];

  constructor(link: CoordinatorLink) {
    this.#link = link;
  }

  say(line: string): Promise<void> {
    const n = this.#said++;
    this.#link.post({ type: "line", n, line });
    return new Promise((resolve) => this.#unsafe.set(n, resolve));
  }

  follow(take: (line: string) => void): void {
    this.#take = take;
    for (const line of this.#early) take(line);
    this.#early = [];
  }

  /** The line that was said as the n-th is safe. */
  kept(n: number): void {
    this.#unsafe.get(n)?.();
    this.#unsafe.delete(n);
  }

  hear(line: string): void {
    if (this.#take === undefined) this.#early.push(line);
    else this.#take(line);
  }
}

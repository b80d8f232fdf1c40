import { type Hole, type RangeState, type Span, untouched } from "./range-state.ts";

/** A user to be done; `spans` undefined: wholly. */
export interface UserDue {
  readonly user: number;
  readonly spans?: readonly Span[];
}

/** Goes through what a share still holds: the holes of each range, then its users that were not begun. */
export class ShareCursor {
  readonly #states: readonly RangeState[];
  #state = 0;
  #hole = 0;
  #low: number;

  constructor(states: readonly RangeState[]) {
    this.#states = states;
    this.#low = states[0]?.low ?? 0;
  }

  /** The next user, or undefined at the end. */
  next(): UserDue | undefined {
    while (this.#state < this.#states.length) {
      const { holes, end } = this.#states[this.#state]!;
      if (this.#hole < holes.length) return this.#nextHoles(holes);
      if (this.#low < end) return { user: this.#low++ };
      this.#state++;
      this.#hole = 0;
      this.#low = this.#states[this.#state]?.low ?? 0;
    }
    return undefined;
  }

  /** What was not handed out. */
  rest(): RangeState[] {
    const current = this.#states[this.#state];
    if (current === undefined) return [];
    const { end, holes } = current;
    const rest = this.#states.slice(this.#state + 1);
    const isWhole = this.#hole === holes.length;
    return [isWhole ? untouched([this.#low, end]) : { ...current, holes: holes.slice(this.#hole) }, ...rest];
  }

  #nextHoles(holes: readonly Hole[]): UserDue {
    const [user] = holes[this.#hole]!;
    const spans: Span[] = [];
    for (; this.#hole < holes.length && holes[this.#hole]![0] === user; this.#hole++) {
      const [, from, to] = holes[this.#hole]!;
      spans.push([from, to]);
    }
    return { user, spans };
  }
}

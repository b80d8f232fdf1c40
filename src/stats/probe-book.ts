/** What can become of a probe: a request for something that must not be given. */
export const probeResults = ["refused", "empty", "leaked", "broken"] as const;

/** `empty`: answered with nothing in it; `broken`: no answer, or an error of the server. */
export type ProbeResult = (typeof probeResults)[number];

/** Probes of one kind. They are in no other figure. */
export type ProbeCounts = { readonly [Result in ProbeResult]: number };

/** The probes of one second. */
export interface ProbeTick {
  readonly counts: { readonly [kind: string]: ProbeCounts };
  /** Why probes of a kind could not be made. */
  readonly notProbed: { readonly [kind: string]: string };
}

const none: ProbeCounts = { refused: 0, empty: 0, leaked: 0, broken: 0 };

/** Counts probes by kind and by what became of them. */
export class ProbeBook {
  #counts: Record<string, ProbeCounts> = {};
  #notProbed: Record<string, string> = {};

  get counts(): ProbeTick["counts"] {
    return this.#counts;
  }

  get notProbed(): ProbeTick["notProbed"] {
    return this.#notProbed;
  }

  get leaked(): number {
    return Object.values(this.#counts).reduce((sum, { leaked }) => sum + leaked, 0);
  }

  probed(kind: string, result: ProbeResult): void {
    this.#add(kind, { ...none, [result]: 1 });
  }

  couldNot(kind: string, why: string): void {
    this.#notProbed[kind] = why;
  }

  add({ counts, notProbed }: ProbeTick): void {
    for (const [kind, more] of Object.entries(counts)) this.#add(kind, more);
    Object.assign(this.#notProbed, notProbed);
  }

  /** What was counted since the last call. */
  take(): ProbeTick {
    const taken = { counts: this.#counts, notProbed: this.#notProbed };
    this.#counts = {};
    this.#notProbed = {};
    return taken;
  }

  #add(kind: string, more: ProbeCounts): void {
    const sum = this.#counts[kind] ?? none;
    this.#counts[kind] = {
      refused: sum.refused + more.refused,
      empty: sum.empty + more.empty,
      leaked: sum.leaked + more.leaked,
      broken: sum.broken + more.broken,
    };
  }
}

/** The probes of several workers together. */
export function mergeProbes(ticks: readonly ProbeTick[]): ProbeTick {
  const book = new ProbeBook();
  for (const tick of ticks) book.add(tick);
  return book.take();
}

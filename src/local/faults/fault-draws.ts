import { RandomStream, type SeedKey, seedKeyOf } from "../../ground/index.ts";
import type { DynamodbFaults, NetworkFaults } from "./fault-file.ts";

/** What is done to one request, at most one of them. */
const kinds = ["serverErrors", "resets", "halfAnswers", "slowReads", "exceptions", "wrongChecksums"] as const;
export type FaultKind = (typeof kinds)[number];

/** What the n-th request meets. */
export interface RequestDraws {
  readonly kind: FaultKind | null;
  /** True when the service has done its work before the fault. */
  readonly isLate: boolean;
  readonly latencyMs: number;
  readonly isPartlyUnprocessed: boolean;
  /** Of the request, for what else is to be drawn. */
  readonly stream: RandomStream;
}

type Shares = NetworkFaults & Partial<DynamodbFaults>;

/** Draws what requests meet: the same seed gives the n-th request the same. */
export class FaultDraws {
  readonly #key: SeedKey;
  readonly #faults: Shares;

  constructor(seed: string, faults: Shares) {
    this.#key = seedKeyOf(`faults: ${seed}`);
    this.#faults = faults;
  }

  of(request: number): RequestDraws {
    const { latencyMs: { min, max } = { min: 0, max: 0 }, partlyUnprocessed = 0 } = this.#faults;
    const stream = new RandomStream(this.#key, request);
    return {
      kind: this.#kindAt(stream.next()),
      isLate: stream.next() < 0.5,
      latencyMs: min + stream.next() * (max - min),
      isPartlyUnprocessed: stream.next() < partlyUnprocessed,
      stream,
    };
  }

  #kindAt(drawn: number): FaultKind | null {
    let rest = drawn;
    for (const kind of kinds) {
      rest -= this.#faults[kind] ?? 0;
      if (rest < 0) return kind;
    }
    return null;
  }
}

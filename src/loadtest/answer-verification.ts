import { type Clock, KitError } from "../ground/index.ts";
import type { Answer } from "../http/index.ts";
import type { Difference, EvidenceCollector, Verifier } from "../verification/index.ts";

export interface AnswerVerificationParts {
  /** Null when there is no config to compute the expected answers from. */
  readonly verifier: Verifier | null;
  readonly evidence: EvidenceCollector;
  readonly clock: Clock;
}

/** Compares answers with what their users are owed, and marks the wrong ones. */
export class AnswerVerification {
  readonly #parts: AnswerVerificationParts;

  constructor(parts: AnswerVerificationParts) {
    this.#parts = parts;
  }

  /**
   * What is wrong with an answer; null: nothing. A request without an answer (timeout, broken connection) has its outcome
   * already and is left as it is.
   */
  check(user: { readonly index: number }, answer: Answer): Difference | null {
    const { verifier, evidence, clock } = this.#parts;
    if (verifier === null) {
      throw new KitError("PICKUP_NOTHING_TO_COMPARE", "user.verify() was called, but nothing says what is right", {
        hint: "Name the config that was seeded (--config config.json), or declare `answers` beside the `dataset` of the test.",
      });
    }
    if (answer.status === 0) return null;
    const difference = verifier.check(user.index, answer.bytes, clock.wallNow(), answer);
    evidence.add(user.index, difference);
    if (difference !== null) answer.fail(difference.reason, "wrong-content");
    return difference;
  }
}

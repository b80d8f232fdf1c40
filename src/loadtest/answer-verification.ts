import { type Clock, KitError } from "../ground/index.ts";
import type { Answer } from "../http/index.ts";
import { endpointLabel, type TickRecorder } from "../stats/index.ts";
import type { EvidenceCollector, Verifier } from "../verification/index.ts";

export interface AnswerVerificationParts {
  /** Null when there is no config to compute the expected answers from. */
  readonly verifier: Verifier | null;
  readonly evidence: EvidenceCollector;
  readonly recorder: TickRecorder;
  readonly clock: Clock;
}

/** Compares answers with what their users are owed, marks the wrong ones and keeps samples of them. */
export class AnswerVerification {
  readonly #parts: AnswerVerificationParts;

  constructor(parts: AnswerVerificationParts) {
    this.#parts = parts;
  }

  /** A request without an answer (timeout, broken connection) has its outcome already and is left as it is. */
  check(user: { readonly index: number; readonly id: string }, answer: Answer): void {
    const { verifier, evidence, clock } = this.#parts;
    if (verifier === null) {
      throw new KitError("PICKUP_NOTHING_TO_COMPARE", "user.verify() was called, but there is no config", {
        hint: "Name the config that was seeded: --config config.json.",
      });
    }
    if (answer.status === 0) return;
    const difference = verifier.check(user.index, answer.bytes, clock.wallNow());
    evidence.add(user.index, difference);
    if (difference === null) return;
    answer.fail(difference.reason, "wrong-content");
    this.#keep(user.id, answer, difference);
  }

  #keep(userId: string, answer: Answer, difference: NonNullable<ReturnType<Verifier["check"]>>): void {
    const { recorder, clock } = this.#parts;
    const endpoint = endpointLabel(answer.method, answer.name);
    const { reason, message } = difference;
    if (!recorder.wantsSample(endpoint, reason)) return;
    const { expected, got } = difference;
    const { status } = answer;
    recorder.keepSample({ endpoint, userId, reason, message, expected, got, status, seenMs: clock.wallNow() });
  }
}

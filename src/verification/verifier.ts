import type { PickupDataset } from "../dataset/index.ts";
import { type AnswerShape, continueWatchingShape } from "./answer-shape.ts";
import { compareAnswer, leadingMatches, type Standard } from "./compare-answer.ts";
import { differenceOf, malformedDifference } from "./describe-difference.ts";
import type { Difference } from "./difference.ts";
import { expectedAt, type ExpectedEntry, type History, historyOf, owedAt } from "./history.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { readAnswer } from "./read-answer.ts";
import { type DeclaredSettings, type Rules, rulesOf } from "./rules.ts";

export interface VerifierOptions {
  /** Default: that of `GET /continuewatchinghistory`. */
  readonly shape?: AnswerShape;
  /** Memory for what is known of the users asked last; default 128 MB. Who is forgotten is verified anew. */
  readonly keptBytes?: number;
}

/**
 * Says of every answer whether it is what its user is owed, by the dataset, the declared settings and the time alone.
 * One per worker. Settings do not change: other settings are another verifier.
 */
export class Verifier {
  readonly #dataset: PickupDataset;
  readonly #rules: Rules;
  readonly #shape: AnswerShape;
  readonly #kept: KeptAnswers;
  readonly #recognises: Standard["recognises"];

  constructor(dataset: PickupDataset, settings: DeclaredSettings, options: VerifierOptions = {}) {
    this.#dataset = dataset;
    this.#rules = rulesOf(settings, dataset.config.ttl);
    this.#shape = options.shape ?? continueWatchingShape;
    this.#kept = new KeptAnswers(options.keptBytes ?? 128 * 1024 * 1024);
    this.#recognises = (id, second, position, runtime) => dataset.recognises(id, second * 1000, position, runtime);
  }

  /** What a user is owed at a moment (wall clock), newest first. */
  expected(user: number, nowMs: number): readonly ExpectedEntry[] {
    return expectedAt(this.#historyOf(user), this.#rules, nowMs);
  }

  /**
   * What is wrong with the body of a user's answer; null when it is exactly what is owed at `nowMs` (wall clock). A body
   * equal to the last one is not read again while the same is owed. Keeps the body: it must not be written to later.
   */
  check(user: number, body: Uint8Array, nowMs: number): Difference | null {
    const kept = this.#kept.get(user);
    if (kept !== undefined && nowMs >= kept.fromMs && nowMs <= kept.untilMs && isSame(kept.body, body)) {
      kept.used = true;
      return kept.difference;
    }
    return this.#examine(user, body, nowMs);
  }

  #examine(user: number, body: Uint8Array, nowMs: number): Difference | null {
    const history = this.#historyOf(user);
    const rules = this.#rules;
    const owed = owedAt(history, rules, nowMs);
    const difference = this.#differenceOf(user, body, { history, owed, rules, nowMs, recognises: this.#recognises });
    const untilMs = owed.untilMs;
    this.#kept.keep(user, { body, difference, fromMs: nowMs, untilMs, history, used: false });
    return difference;
  }

  #differenceOf(user: number, body: Uint8Array, standard: Standard): Difference | null {
    const entries = readAnswer(body, this.#shape);
    if (typeof entries === "string") return malformedDifference(this.#subject(user), entries, body, standard);
    const leading = leadingMatches(entries, standard.history.rows);
    const facts = compareAnswer(entries, leading, standard);
    return facts.length === 0 ? null : differenceOf(this.#subject(user), { entries, leading, facts }, standard);
  }

  #subject(user: number): { user: number; userId: string } {
    return { user, userId: this.#dataset.idOf(user) };
  }

  #historyOf(user: number): History {
    return this.#kept.get(user)?.history ?? historyOf(this.#dataset, this.#rules, user);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.byteLength === b.byteLength && Buffer.compare(a, b) === 0);
}

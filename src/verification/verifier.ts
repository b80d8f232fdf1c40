import type { EntryValue } from "./answer-shape.ts";
import { chosenRows, rowsOfState } from "./choose-rows.ts";
import { compareAnswer, leadingMatches, type Standard } from "./compare-answer.ts";
import { differenceOf, malformedDifference } from "./describe-difference.ts";
import type { Difference, Fact } from "./difference.ts";
import { expectedAt, type History, historyOf, isFinishedBy, isOwed, owedAt } from "./history.ts";
import { type KeptAnswer, KeptAnswers } from "./kept-answers.ts";
import { type AnswerEntry, AnswerReader } from "./read-answer.ts";
import type { Row } from "./row.ts";
import { type DeclaredSettings, type Rules, rulesOf } from "./rules.ts";
import type { Truth } from "./truth.ts";
import type { UserLedger } from "./user-ledger.ts";
import type { Reading } from "./version.ts";
import type { WriteLedger } from "./write-ledger.ts";

export interface VerifierOptions {
  /** The writes that the users have made; left out: none. */
  readonly ledger?: WriteLedger;
  /** Memory for what is known of the users asked last; default 128 MB. Who is forgotten is verified anew. */
  readonly keptBytes?: number;
}

/** An answer to a question that was sent after everything that is known now. */
const afterAll: Reading = { sentMs: Number.POSITIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };

/**
 * Says of every answer whether it is what its user is owed, by the dataset, the declared settings, the user's writes and
 * the time alone. One per worker. Settings do not change: other settings are another verifier.
 */
export class Verifier {
  readonly #truth: Truth;
  readonly #rules: Rules;
  readonly #reader: AnswerReader;
  readonly #ledger: WriteLedger | undefined;
  readonly #kept: KeptAnswers;

  constructor(truth: Truth, settings: DeclaredSettings, options: VerifierOptions = {}) {
    this.#truth = truth;
    this.#rules = rulesOf(settings, truth.ttl);
    this.#reader = new AnswerReader(truth.shape);
    this.#ledger = options.ledger;
    this.#kept = new KeptAnswers(options.keptBytes ?? 128 * 1024 * 1024);
  }

  /** What a user is owed at a moment (wall clock), newest first, as if every write were visible that may be. */
  expected(user: number, nowMs: number): readonly { readonly [field: string]: EntryValue }[] {
    const seeded = this.#truth.rowsOf(user);
    const ledger = this.#ledgerOf(user);
    const rows = ledger === null ? seeded : rowsOfState(seeded, newestStates(ledger));
    return expectedAt(historyOf(rows, this.#rules, this.#truth), this.#rules, this.#truth, nowMs);
  }

  /**
   * What is wrong with the body of a user's answer; null when it is exactly what is owed at `nowMs` (wall clock). A body
   * equal to the last one is not read again while the same is owed. Keeps the body: it must not be written to later.
   */
  check(user: number, body: Uint8Array, nowMs: number, reading: Reading = afterAll): Difference | null {
    const kept = this.#kept.get(user);
    const ledger = this.#ledgerOf(user);
    if (kept !== undefined && isValid(kept, ledger, nowMs, reading) && isSame(kept.body, body)) {
      kept.used = true;
      return kept.difference;
    }
    return this.#examine(user, body, nowMs, reading, ledger);
  }

  #examine(
    user: number,
    body: Uint8Array,
    nowMs: number,
    reading: Reading,
    ledger: UserLedger | null,
  ): Difference | null {
    const kept = this.#kept.get(user);
    const seeded = kept?.seeded ?? this.#truth.rowsOf(user);
    const entries = this.#reader.read(body);
    const isCertain = isCertainAt(ledger, reading);
    const edition = isCertain ? (ledger?.edition ?? 0) : -1;
    const history =
      kept !== undefined && isCertain && kept.edition === edition
        ? kept.history
        : this.#historyFor(seeded, ledger, reading, entries);
    const owed = owedAt(history, this.#rules, nowMs);
    const standard: Standard = { user, history, owed, rules: this.#rules, nowMs, truth: this.#truth, ledger };
    const difference = this.#differenceOf(user, body, entries, seeded, standard);
    if (difference === null && ledger !== null) this.#ledger!.see(user, history.rows, entries.length, reading);
    this.#kept.keep(user, {
      body,
      difference,
      fromMs: nowMs,
      untilMs: owed.untilMs,
      edition,
      history,
      seeded,
      used: false,
    });
    return difference;
  }

  /** The history that the answer must be a head of. */
  #historyFor(
    seeded: readonly Row[],
    ledger: UserLedger | null,
    reading: Reading,
    entries: readonly AnswerEntry[] | string,
  ): History {
    if (ledger === null) return historyOf(seeded, this.#rules, this.#truth);
    const isFinished = ({ values }: Row) => isFinishedBy(this.#rules, this.#truth.shareOf(values));
    const rows = chosenRows(seeded, ledger, reading, typeof entries === "string" ? [] : entries, isFinished);
    return historyOf(rows, this.#rules, this.#truth);
  }

  #differenceOf(
    user: number,
    body: Uint8Array,
    entries: AnswerEntry[] | string,
    seeded: readonly Row[],
    standard: Standard,
  ): Difference | null {
    const subject = { user, userId: this.#truth.idOf(user) };
    if (typeof entries === "string") return malformedDifference(subject, entries, body, standard);
    const leading = leadingMatches(entries, standard.history.rows);
    if (leading === entries.length && isOwed(standard.owed, leading)) return null;
    const facts = this.#staleFacts(entries, seeded, standard) ?? compareAnswer(entries, leading, standard);
    return facts.length === 0 ? null : differenceOf(subject, { entries, leading, facts }, standard);
  }

  /** The whole answer is one that was right before a write. */
  #staleFacts(entries: readonly AnswerEntry[], seeded: readonly Row[], standard: Standard): Fact[] | null {
    const { ledger, rules, nowMs, truth } = standard;
    if (ledger === null) return null;
    for (const state of ledger.earlierStates()) {
      const history = historyOf(rowsOfState(seeded, state), rules, truth);
      const leading = leadingMatches(entries, history.rows);
      if (leading === entries.length && isOwed(owedAt(history, rules, nowMs), leading)) {
        const place = leadingMatches(entries, standard.history.rows);
        const row = standard.history.rows[place];
        const id = row?.id ?? entries[place]?.id ?? "";
        return [{ reason: "stale", id, place, ...(row && { row }), words: "the answer as it was before a write" }];
      }
    }
    return null;
  }

  #ledgerOf(user: number): UserLedger | null {
    return this.#ledger?.find(user) ?? null;
  }
}

function newestStates(ledger: UserLedger): ReadonlyMap<string, Row | null> {
  return new Map(Array.from(ledger.keys, (key) => [key, ledger.candidatesOf(key, afterAll).at(-1)!]));
}

/** True while a finding holds: nothing was written, seen or crossed an edge of time since. */
function isValid(kept: KeptAnswer, ledger: UserLedger | null, nowMs: number, reading: Reading): boolean {
  if (nowMs < kept.fromMs || nowMs > kept.untilMs) return false;
  return ledger === null ? kept.edition === 0 : kept.edition === ledger.edition && isCertainAt(ledger, reading);
}

/** True when only one state of every written row is right. */
function isCertainAt(ledger: UserLedger | null, { sentMs }: Reading): boolean {
  return ledger === null || (ledger.isSettled && sentMs >= ledger.settledMs);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.byteLength === b.byteLength && Buffer.compare(a, b) === 0);
}

import type { EntryValue } from "./answer-shape.ts";
import { entryFramesOf, isEqualAround, showsSameRows } from "./changed-entries.ts";
import { chosenRows } from "./choose-rows.ts";
import { compareAnswer, leadingMatches, type Standard } from "./compare-answer.ts";
import { differenceOf, malformedDifference } from "./describe-difference.ts";
import type { Difference, Fact } from "./difference.ts";
import { expectedAt, type History, historyOf, isFinishedBy, isOwed, owedAt } from "./history.ts";
import { type KeptAnswer, KeptAnswers } from "./kept-answers.ts";
import { type ListFrame, listFrameOf, sameListIn } from "./list-frame.ts";
import { type AnswerEntry, AnswerReader } from "./read-answer.ts";
import type { Row } from "./row.ts";
import { type DeclaredSettings, type Rules, rulesOf } from "./rules.ts";
import type { Truth } from "./truth.ts";
import { truthWithWrites } from "./truth-with-writes.ts";
import type { Candidates, UserLedger } from "./user-ledger.ts";
import type { Reading } from "./version.ts";
import type { WriteLedger } from "./write-ledger.ts";

export interface VerifierOptions {
  /** The writes that the users have made; left out: none. */
  readonly ledger?: WriteLedger;
  /** Memory for what is known of the users asked last; left out: no bound. Who is forgotten is verified anew. */
  readonly keptBytes?: number;
}

/** What was found of an answer. */
interface Finding {
  readonly difference: Difference | null;
  readonly history: History;
  /** The last moment for which it holds. */
  readonly untilMs: number;
  readonly shownCount: number;
}

/** An answer with all that decides what it should be. */
interface Question {
  readonly user: number;
  readonly body: Uint8Array;
  readonly seeded: readonly Row[];
  readonly ledger: UserLedger | null;
  readonly reading: Reading;
  readonly nowMs: number;
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
    this.#truth = options.ledger === undefined ? truth : truthWithWrites(truth, options.ledger);
    this.#rules = rulesOf(settings, truth.ttl);
    this.#reader = new AnswerReader(truth.shape);
    this.#ledger = options.ledger;
    this.#kept = new KeptAnswers(options.keptBytes ?? Number.POSITIVE_INFINITY);
  }

  /** What a user is owed at a moment (wall clock), newest first, as if every write were visible that may be. */
  expected(user: number, nowMs: number): readonly { readonly [field: string]: EntryValue }[] {
    const seeded = this.#truth.rowsOf(user);
    const ledger = this.#ledgerOf(user);
    const written = ledger === null ? new Map<string, Candidates>() : newestStates(ledger);
    return expectedAt(this.#shownHistory(written, seeded, []), this.#rules, this.#truth, nowMs);
  }

  /**
   * What is wrong with the body of a user's answer; null when it is exactly what is owed at `nowMs` (wall clock). A body
   * equal to the last one is not read again while the same is owed. Keeps the body: it must not be written to later.
   */
  check(user: number, body: Uint8Array, nowMs: number, reading: Reading = afterAll): Difference | null {
    const kept = this.#kept.get(user);
    const ledger = this.#ledgerOf(user);
    if (kept !== undefined && isValid(kept, ledger, nowMs, reading)) {
      if (isSame(kept.body, body)) {
        kept.used = true;
        return kept.difference;
      }
      if (kept.difference === null && this.#showsTheSame(user, kept, asBuffer(body))) return null;
    }
    return this.#examine(user, body, nowMs, reading, ledger);
  }

  /** Whether a body that differs from a right one is right as well, where that can be told without reading all of it. */
  #showsTheSame(user: number, kept: KeptAnswer, body: Buffer): boolean {
    const known = asBuffer(kept.body);
    kept.frame ??= listFrameOf(known, this.#reader);
    const { frame } = kept;
    if (frame === null) return false;
    if (!isEqualAround(body, known, frame)) return this.#hasSameList(user, kept, body, frame);
    kept.entries ??= entryFramesOf(known, frame);
    kept.used = true;
    return showsSameRows(body, known, kept.entries, kept.history.rows, this.#reader);
  }

  /** A body that differs from a right one only around its list is right. It is kept in its place. */
  #hasSameList(user: number, kept: KeptAnswer, body: Buffer, known: ListFrame): boolean {
    const frame = sameListIn(body, asBuffer(kept.body), known, this.#reader);
    if (frame === null) return false;
    this.#kept.keep(user, { ...kept, body, frame, entries: undefined, used: true });
    return true;
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
    const isCertain = isCertainAt(ledger, reading);
    const edition = isCertain ? (ledger?.edition ?? 0) : -1;
    const isKnown = isCertain && kept?.edition === edition;
    const certain = isKnown ? kept.history : isCertain ? this.#historyFor(seeded, ledger, reading, []) : null;
    const found =
      (certain === null ? null : this.#rightFinding(body, certain, nowMs)) ??
      this.#finding({ user, body, seeded, ledger, reading, nowMs }, certain);
    const { difference, history, untilMs, shownCount } = found;
    if (difference === null && ledger !== null) this.#ledger!.see(user, history.rows, shownCount, reading);
    const keep = {
      body,
      frame: undefined,
      entries: undefined,
      difference,
      fromMs: nowMs,
      untilMs,
      edition,
      history,
      seeded,
      used: false,
    };
    this.#kept.keep(user, keep);
    return difference;
  }

  /** The quick way for what is right: makes nothing of the entries. Null: it is not right, or not so simple. */
  #rightFinding(body: Uint8Array, history: History, nowMs: number): Finding | null {
    const list = this.#reader.listIn(body);
    if (!Array.isArray(list)) return null;
    const owed = owedAt(history, this.#rules, nowMs);
    const isRight = isOwed(owed, list.length) && this.#reader.isHead(list as readonly unknown[], history.rows);
    return isRight ? { difference: null, history, untilMs: owed.untilMs, shownCount: list.length } : null;
  }

  #finding({ user, body, seeded, ledger, reading, nowMs }: Question, certain: History | null): Finding {
    const entries = this.#reader.read(body);
    const history = certain ?? this.#historyFor(seeded, ledger, reading, entries);
    const owed = owedAt(history, this.#rules, nowMs);
    const standard: Standard = { user, history, owed, rules: this.#rules, nowMs, truth: this.#truth, ledger };
    const difference = this.#differenceOf(user, body, entries, seeded, standard);
    return { difference, history, untilMs: owed.untilMs, shownCount: entries.length };
  }

  /** The history that the answer must be a head of. */
  #historyFor(
    seeded: readonly Row[],
    ledger: UserLedger | null,
    reading: Reading,
    entries: readonly AnswerEntry[] | string,
  ): History {
    if (ledger === null) return historyOf(seeded, this.#rules, this.#truth);
    return this.#shownHistory(ledger.candidatesAt(reading), seeded, typeof entries === "string" ? [] : entries);
  }

  /** The history that an answer shows, where its written rows may be in one of several states. */
  #shownHistory(
    written: ReadonlyMap<string, Candidates>,
    seeded: readonly Row[],
    entries: readonly AnswerEntry[],
  ): History {
    const isFinished = ({ values }: Row) => isFinishedBy(this.#rules, this.#truth.shareOf(values));
    return historyOf(chosenRows(written, seeded, entries, isFinished), this.#rules, this.#truth);
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

  /** The whole answer is right but for writes that it does not show: only older states of their rows. */
  #staleFacts(entries: readonly AnswerEntry[], seeded: readonly Row[], standard: Standard): Fact[] | null {
    const { ledger, rules, nowMs } = standard;
    if (ledger === null) return null;
    const history = this.#shownHistory(ledger.everyVersion(), seeded, entries);
    const leading = leadingMatches(entries, history.rows);
    if (leading < entries.length || !isOwed(owedAt(history, rules, nowMs), leading)) return null;
    const place = leadingMatches(entries, standard.history.rows);
    const row = standard.history.rows[place];
    const id = row?.id ?? entries[place]?.id ?? "";
    return [{ reason: "stale", id, place, ...(row && { row }), words: "the answer as it was before a write" }];
  }

  #ledgerOf(user: number): UserLedger | null {
    return this.#ledger?.find(user) ?? null;
  }
}

/** Of every written row the newest state alone. */
function newestStates(ledger: UserLedger): Map<string, Candidates> {
  return new Map(Array.from(ledger.candidatesAt(afterAll), ([key, candidates]) => [key, candidates.slice(-1)]));
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

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.byteLength === b.byteLength && Buffer.compare(a, b) === 0);
}

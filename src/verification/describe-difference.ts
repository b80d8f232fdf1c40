import { formatCount, plural } from "../ground/index.ts";
import { cluesFrom } from "./clues.ts";
import { cluesOf } from "./clues-of.ts";
import type { Standard } from "./compare-answer.ts";
import { type Difference, type Fact, noReasons, type Reason, reasons } from "./difference.ts";
import type { AnswerEntry } from "./read-answer.ts";
import { entryOf } from "./row.ts";

/** An answer that could be read: its entries, how many of them lead the user's history, and what is wrong with it. */
export interface ReadAnswer {
  readonly entries: readonly AnswerEntry[];
  readonly leading: number;
  readonly facts: readonly Fact[];
}

const excerptLength = 1000;
const textLength = 200;
const factsKept = 100;
const factsNamed = 3;
const entriesShown = 5;

const phrases: { readonly [R in Exclude<Reason, "malformed">]: string } = {
  "other-user": "another user's marker",
  duplicate: "returned again",
  missing: "missing",
  extra: "not owed",
  "too-old": "too old",
  "over-limit": "over the limit",
  stale: "stale",
  field: "wrong field",
  order: "out of order",
};

interface Subject {
  readonly user: number;
  readonly userId: string;
}

/** The difference of a body in which no answer could be read, for `problem`. */
export function malformedDifference(
  { user, userId }: Subject,
  problem: string,
  body: Uint8Array,
  standard: Standard,
): Difference {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, excerptLength)).toString();
  const words = oneLine(problem);
  return {
    user,
    userId,
    reason: "malformed",
    message: `${userId}: malformed answer, ${words}`,
    counts: { ...noReasons(), malformed: 1 },
    facts: [{ reason: "malformed", id: "", place: 0, words }],
    expected: expectedExcerpt(standard, 0),
    got: `${plural(body.byteLength, "byte")}: ${printable(head)}`.slice(0, excerptLength),
    clues: cluesFrom({ counts: { wrong: 1 }, ranges: { seenMs: { min: standard.nowMs, max: standard.nowMs } } }),
  };
}

/** The difference that the facts of an answer, at least one, make up. */
export function differenceOf({ user, userId }: Subject, answer: ReadAnswer, standard: Standard): Difference {
  const { entries, facts } = answer;
  const counts = noReasons();
  for (const { reason } of facts) counts[reason]++;
  const wrong = reasons.filter((reason) => counts[reason] > 0);
  const kept = wrong.flatMap((wanted) => facts.filter(({ reason }) => reason === wanted).slice(0, factsKept));
  const said = wrong.map((reason) => sentenceOf(reason, counts[reason], kept, standard)).join("; ");
  const { least } = standard.owed;
  const first = Math.min(...kept.map(({ place }) => place));
  return {
    user,
    userId,
    reason: wrong[0]!,
    message: `${userId}: ${said} (${formatCount(entries.length)} returned, ${formatCount(least)} owed)`,
    counts,
    facts: kept.slice(0, factsKept),
    expected: expectedExcerpt(standard, first),
    got: excerptOf(entries.length, first, (place) => shownOf(entries[place]!, standard)),
    clues: cluesOf(answer, standard),
  };
}

/** `missing urn:a, urn:b and 21 more`. */
function sentenceOf(reason: Reason, count: number, facts: readonly Fact[], { rules }: Standard): string {
  const named = facts.filter((fact) => fact.reason === reason).slice(0, factsNamed);
  const names = named.map(({ id, words }) => oneLine(words === undefined ? id : `${id} (${words})`)).join(", ");
  const phrase =
    reason === "over-limit" ? `over the limit of ${formatCount(rules.limit)}` : phrases[reason as keyof typeof phrases];
  const more = count > named.length ? ` and ${formatCount(count - named.length)} more` : "";
  return `${phrase} ${names}${more}`;
}

function expectedExcerpt({ history, owed, truth }: Standard, first: number): string {
  return excerptOf(owed.least, first, (place) => entryOf(history.rows[place]!, truth.shape));
}

function shownOf({ id, time, values }: AnswerEntry, { truth: { shape } }: Standard): object {
  const fields = Object.keys(shape.fields).map((name, at) => [name, values[at]]);
  return { [shape.id]: id, [shape.time]: time, ...Object.fromEntries(fields) };
}

/** `53 entries; from 12 on: {…} {…} …`. */
function excerptOf(count: number, first: number, entryAt: (place: number) => object): string {
  const from = Math.max(0, Math.min(first, count - entriesShown));
  const to = Math.min(count, from + entriesShown);
  const lines = Array.from({ length: to - from }, (_, index) => JSON.stringify(entryAt(from + index)));
  if (lines.length === 0) return "no entries";
  const more = to < count ? "\n…" : "";
  const where = from === 0 ? "" : `; from ${from} on`;
  return `${plural(count, "entry", "entries")}${where}:\n${lines.join("\n")}${more}`.slice(0, excerptLength);
}

/** A text of the service inside a line of ours. */
function oneLine(text: string): string {
  const plain = printable(text);
  return plain.length > textLength ? `${plain.slice(0, textLength)}…` : plain;
}

/** Without what a terminal would act upon. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
}

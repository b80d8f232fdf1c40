import { type Clues, cluesFrom } from "./clues.ts";
import type { Circumstances } from "./compare-answer.ts";
import type { Fact } from "./difference.ts";
import { type Range, rangeOf } from "./range.ts";
import type { AnswerEntry } from "./read-answer.ts";
import { momentsOf } from "./moment.ts";
import type { Row } from "./row.ts";

/** What is looked at of an answer that could be read: its entries and its faults. */
export interface ClueSource {
  readonly entries: readonly Pick<AnswerEntry & Row, "moment" | "values">[];
  /** So many entries, from the first on, are exactly the newest rows of the user. */
  readonly leading: number;
  /** Empty for a right answer. */
  readonly facts: readonly Fact[];
}

interface PartOfClues {
  readonly counts?: Partial<Clues["counts"]>;
  readonly ranges?: Partial<Clues["ranges"]>;
}

const quarterHourSeconds = 900;

/** The clues of one answer, right or wrong. */
export function cluesOf(source: ClueSource, circumstances: Circumstances): Clues {
  const parts: PartOfClues[] = [
    presenceClues(source, circumstances),
    source.leading === source.entries.length ? headClues(source, circumstances) : {},
    shareClues(source, circumstances),
    shiftClues(source, circumstances),
  ];
  return cluesFrom({
    counts: Object.fromEntries(parts.flatMap(({ counts = {} }) => Object.entries(counts))),
    ranges: Object.fromEntries(parts.flatMap(({ ranges = {} }) => Object.entries(ranges))),
  });
}

function presenceClues(
  { entries, facts }: ClueSource,
  { history: { rows }, owed: { least }, nowMs }: Circumstances,
): PartOfClues {
  const isWrong = facts.length > 0;
  const isEmpty = entries.length === 0;
  const ages = least === 0 ? [] : [nowMs - rows[0]!.timeMs, nowMs - rows[least - 1]!.timeMs];
  return {
    counts: { wrong: Number(isWrong), filled: Number(!isEmpty), empty: Number(isWrong && isEmpty) },
    ranges: { seenMs: isWrong ? one(nowMs) : null, owedAgeMs: rangeOf(ages), owedCount: one(least) },
  };
}

/** Where an answer ends that is a head of the history tells of a cut-off or of a limit. */
function headClues(
  { leading, facts }: ClueSource,
  { history: { rows }, owed, rules, nowMs }: Circumstances,
): PartOfClues {
  const isFull = leading >= Math.min(rows.length, rules.limit);
  return {
    counts: facts.length === 0 ? {} : { cut: 1, cutReturned: leading, cutOwed: owed.least },
    ranges: {
      shownAgeMs: leading === 0 ? null : one(nowMs - rows[leading - 1]!.timeMs),
      hiddenAgeMs: isFull ? null : one(nowMs - rows[leading]!.timeMs),
      shownCount: one(leading),
      cutAtCount: leading < owed.leastUnlimited ? one(leading) : null,
    },
  };
}

/** Which titles are left out tells from which share of its runtime a title counts as finished. */
function shareClues({ entries, facts }: ClueSource, { truth: { shareOf } }: Circumstances): PartOfClues {
  const missing = facts.filter(({ reason }) => reason === "missing");
  const shownTooMuch = facts.filter(({ reason, row }) => reason === "extra" && row !== undefined);
  if (missing.length + shownTooMuch.length < facts.length) return {};
  return {
    counts: { thinned: Number(facts.length > 0), thinnedOut: missing.length },
    ranges: {
      shownShare: rangeOf(entries.map(({ values }) => shareOf(values))),
      hiddenShare: rangeOf(missing.map(({ row }) => shareOf(row!.values))),
    },
  };
}

/** By how much `created` is off tells of a time zone. */
function shiftClues({ entries, facts }: ClueSource, { truth: { shape } }: Circumstances): PartOfClues {
  const { unitMs } = momentsOf(shape.timeFormat);
  const shifts = facts.map((fact) => (shiftOf(fact, entries) * unitMs) / 1000);
  if (shifts.some(Number.isNaN)) return {};
  const isShifted = facts.length > 0;
  const range = rangeOf(entries.length > facts.length ? [...shifts, 0] : shifts);
  const oddShifts = shifts.filter((shift) => shift % quarterHourSeconds !== 0).length;
  return { counts: { shifted: Number(isShifted), oddShifts }, ranges: { shiftSeconds: range } };
}

/** By how many units a wrong time is late; NaN when something else is wrong, or when it is no time. */
function shiftOf({ row, place, isTime = false }: Fact, entries: ClueSource["entries"]): number {
  if (!isTime || row === undefined) return Number.NaN;
  return (entries[place]?.moment ?? Number.NaN) - row.moment;
}

function one(value: number): Range {
  return { min: value, max: value };
}

import { endOfValue, type ListFrame } from "./list-frame.ts";
import type { AnswerReader } from "./read-answer.ts";
import type { Row } from "./row.ts";

const comma = 0x2c;

/** Where each entry of a list stands in the body of a right answer. */
export function entryFramesOf(body: Buffer, { start, end }: ListFrame): readonly ListFrame[] {
  const frames: ListFrame[] = [];
  for (let at = body.indexOf("{", start); at >= 0 && at < end; at = body.indexOf("{", at)) {
    const entryEnd = endOfValue(body, at);
    frames.push({ start: at, end: entryEnd });
    at = body.indexOf(comma, entryEnd);
    if (at < 0) break;
  }
  return frames;
}

/** True when two bodies are equal, byte for byte, before and after the list. */
export function isEqualAround(body: Buffer, known: Buffer, { start, end }: ListFrame): boolean {
  return isSameHead(body, known, start) && isSameTail(body, known, known.length - end);
}

/**
 * True when a body, equal to a right one around the list, differs from it in a run of entries only that show the same
 * rows. What is equal before and after them means the same, so only they are read.
 */
export function showsSameRows(
  body: Buffer,
  known: Buffer,
  entries: readonly ListFrame[],
  rows: readonly Row[],
  reader: AnswerReader,
): boolean {
  const first = lastWhere(entries.length, (at) => isSameHead(body, known, entries[at]!.start));
  const last =
    entries.length -
    1 -
    lastWhere(entries.length, (at) => isSameTail(body, known, known.length - entries.at(-1 - at)!.end));
  if (first < 0 || last >= entries.length || last < first) return false;
  const text = body.toString("utf8", entries[first]!.start, body.length - (known.length - entries[last]!.end));
  try {
    const changed = JSON.parse(`[${text}]`) as unknown[];
    return changed.length === last - first + 1 && reader.isHead(changed, rows.slice(first));
  } catch {
    return false;
  }
}

/** The last of `count` places for which something holds that holds for all before it; −1: for none. */
function lastWhere(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isSameHead(body: Buffer, known: Buffer, length: number): boolean {
  return length <= body.length && body.compare(known, 0, length, 0, length) === 0;
}

function isSameTail(body: Buffer, known: Buffer, length: number): boolean {
  return length <= body.length && body.compare(known, known.length - length, known.length, body.length - length) === 0;
}

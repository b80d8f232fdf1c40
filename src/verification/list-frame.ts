import type { AnswerReader } from "./read-answer.ts";

/** Where the text of the list stands in the body of an answer, in bytes. */
export interface ListFrame {
  readonly start: number;
  readonly end: number;
}

const quote = 0x22;
const backslash = 0x5c;
const opening = [0x5b, 0x7b];
const closing = [0x5d, 0x7d];
/** Stands for the list when only what is around it is read; no service writes it. */
const stand = "pickup-load-test: the list";
const standText = JSON.stringify([stand]);

/** Where the list stands in a body that was read; null when that cannot be told. */
export function listFrameOf(body: Buffer, reader: AnswerReader): ListFrame | null {
  const start = startOfList(body, reader.listName);
  const end = start < 0 ? -1 : endOfValue(body, start);
  if (end < 0) return null;
  const frame = { start, end };
  return isFrame(body, frame, reader) ? frame : null;
}

/**
 * Where the same list, byte for byte, stands in a body that differs otherwise; null when it does not, or not alone. Only
 * what is around the list is read.
 */
export function sameListIn(body: Buffer, known: Buffer, frame: ListFrame, reader: AnswerReader): ListFrame | null {
  const { start, end } = frame;
  const atEnd = body.length - (known.length - start);
  const found = isAt(body, start, known, frame) ? start : isAt(body, atEnd, known, frame) ? atEnd : -1;
  const at = found < 0 ? body.indexOf(known.subarray(start, end)) : found;
  if (at < 0) return null;
  const there = { start: at, end: at + end - start };
  return isFrame(body, there, reader) ? there : null;
}

function isAt(body: Buffer, at: number, known: Buffer, { start, end }: ListFrame): boolean {
  return at >= 0 && at + end - start <= body.length && body.compare(known, start, end, at, at + end - start) === 0;
}

/** True when the list of the answer is exactly the text in the frame: with another list in its place that one is found. */
function isFrame(body: Buffer, { start, end }: ListFrame, reader: AnswerReader): boolean {
  try {
    const around = body.toString("utf8", 0, start) + standText + body.toString("utf8", end);
    const list = reader.listOf(JSON.parse(around));
    return Array.isArray(list) && list.length === 1 && list[0] === stand;
  } catch {
    return false;
  }
}

function startOfList(body: Buffer, name: string): number {
  if (name === "") return body.indexOf("[");
  const field = body.indexOf(`"${name}"`);
  return field < 0 ? -1 : body.indexOf("[", field + name.length + 2);
}

/** Behind the bracket that closes the one at `start`; −1 when there is none. */
export function endOfValue(body: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === quote) at = endOfText(body, at);
    else if (opening.includes(byte)) depth++;
    else if (closing.includes(byte) && --depth === 0) return at + 1;
  }
  return -1;
}

/** The closing quote of the text that opens at `start`. */
function endOfText(body: Buffer, start: number): number {
  for (let at = body.indexOf(quote, start + 1); at >= 0; at = body.indexOf(quote, at + 1)) {
    let escapes = 0;
    while (body[at - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return body.length;
}

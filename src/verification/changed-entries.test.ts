import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { continueWatchingShape } from "./answer-shape.ts";
import { entryFramesOf, isEqualAround, showsSameRows } from "./changed-entries.ts";
import { isoSecondOf } from "./iso-second.ts";
import { listFrameOf } from "./list-frame.ts";
import { AnswerReader } from "./read-answer.ts";
import type { Row } from "./row.ts";

const reader = new AnswerReader(continueWatchingShape);
const rows = [1, 2, 3, 4, 5].map((number): Row => {
  const timeMs = 1_700_000_000_000 - number * 60_000;
  const id = `urn:hbo:feature:${number}`;
  return { key: id, id, timeMs, moment: timeMs / 1000, values: [500 + number, 5000] };
});
const entries = rows.map(({ id, timeMs, values: [position, runtime] }): { [field: string]: unknown } => {
  return { id, created: isoSecondOf(timeMs), position, runtime, more: ["}", { a: '"' }] };
});
const bodyOf = (list: readonly object[], after = {}) =>
  Buffer.from(JSON.stringify({ code: 0, continueWatching: list, ...after }));
const known = bodyOf(entries);
const frame = listFrameOf(known, reader)!;

const isTheSame = (body: Buffer) =>
  isEqualAround(body, known, frame) && showsSameRows(body, known, entryFramesOf(known, frame), rows, reader);

test("a body shows the same rows when fields that nobody compares have changed, in one entry or in many", () => {
  assert.equal(entryFramesOf(known, frame).length, entries.length);
  for (const changed of [[0], [4], [1, 2], [0, 1, 2, 3, 4]]) {
    const list = entries.map((entry, at) => (changed.includes(at) ? { version: at, ...entry, more: null } : entry));
    assert.ok(isTheSame(bodyOf(list)), String(changed));
  }
});

test("a body that has another list, or differs around it, is not said to show the same", () => {
  const wrong = [
    bodyOf([]),
    bodyOf(entries.slice(1)),
    bodyOf(entries.slice(0, -1)),
    bodyOf([entries[0]!, ...entries]),
    bodyOf(entries.toReversed()),
    bodyOf(entries.with(2, { ...entries[2], position: 1 })),
    bodyOf(entries.with(2, { ...entries[2], id: "else" })),
    bodyOf(entries, { later: 1 }),
    known.subarray(0, -1),
    Buffer.from(known.toString().replace('"position":502', '"position":502},{"position":502')),
    Buffer.from(known.toString().replace('"position":502', '"position":502}],"continueWatching":[{"position":502')),
  ];
  for (const body of wrong) assert.equal(isTheSame(body), false, body.toString());
});

test("whatever is done to a body, it is said to show the same only when it does", () => {
  const edit = fc.record({
    at: fc.nat(known.length),
    removed: fc.nat(150),
    put: fc.nat(known.length),
    length: fc.nat(150),
  });
  fc.assert(
    fc.property(edit, ({ at, removed, put, length }) => {
      const body = Buffer.concat([
        known.subarray(0, at),
        known.subarray(put, put + length),
        known.subarray(at + removed),
      ]);
      if (!isTheSame(body)) return;
      const list = reader.listIn(body);
      assert.ok(Array.isArray(list) && list.length === rows.length && reader.isHead(list, rows), body.toString());
    }),
    { numRuns: 3000 },
  );
});

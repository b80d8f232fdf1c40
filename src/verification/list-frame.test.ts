import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { continueWatchingShape } from "./answer-shape.ts";
import { listFrameOf, sameListIn } from "./list-frame.ts";
import { AnswerReader } from "./read-answer.ts";

const reader = new AnswerReader(continueWatchingShape);
const list = '[{"id":"a\\\\\\"]","created":"x"},{"id":"ü","nested":[1,[2]]}]';
const body = (before: string, after: string) => Buffer.from(`{${before}"continueWatching": ${list}${after}}`);

test("the list is found wherever it stands, and again in a body that differs around it", () => {
  const plain = body("", ',"served":1');
  const frame = listFrameOf(plain, reader)!;
  assert.equal(plain.toString("utf8", frame.start, frame.end), list);
  for (const other of [body("", ',"served":22'), body('"served":1, ', ""), body('"a":["b"],', ',"c":"]"')]) {
    const there = sameListIn(other, plain, frame, reader)!;
    assert.equal(other.toString("utf8", there.start, there.end), list);
  }
});

test("a list that is not the answer's own does not pass for it", () => {
  const plain = body("", "");
  const frame = listFrameOf(plain, reader)!;
  for (const other of [
    `{"old":${list},"continueWatching":[]}`,
    `{"continueWatching":${list},"continueWatching":[]}`,
    `{"continueWatching":[${list}]}`,
    `{"continueWatching":${list}`,
    `{"continueWatching":${list}},`,
    `{"text":"\\"continueWatching\\":${list.replaceAll('"', '\\"')}","continueWatching":[]}`,
    `{"continueWatching":${list.slice(0, -1)},{}]}`,
  ]) {
    assert.equal(sameListIn(Buffer.from(other), plain, frame, reader), null, other);
  }
});

test("a body of which it is said that it has the same list has it", () => {
  const entries = fc.array(fc.record({ id: fc.string(), created: fc.string(), more: fc.jsonValue() }), {
    maxLength: 4,
  });
  const extra = fc.dictionary(
    fc.string().filter((name) => name !== "continueWatching"),
    fc.jsonValue(),
    { maxKeys: 3 },
  );
  let told = 0;
  fc.assert(
    fc.property(entries, entries, extra, extra, fc.boolean(), (one, two, before, after, isSame) => {
      const known = Buffer.from(JSON.stringify({ continueWatching: one }));
      const frame = listFrameOf(known, reader);
      assert.ok(frame !== null);
      const other = JSON.stringify({ ...before, continueWatching: isSame ? one : two, ...after });
      const found = sameListIn(Buffer.from(other), known, frame, reader) !== null;
      const isEqual =
        JSON.stringify((JSON.parse(other) as { continueWatching: unknown }).continueWatching) === JSON.stringify(one);
      assert.ok(!found || isEqual);
      told += Number(found);
    }),
    { numRuns: 500 },
  );
  assert.ok(told > 100, "it is said of most that have it");
});

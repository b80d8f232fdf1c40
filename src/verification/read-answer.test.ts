import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnswerShape, continueWatchingShape } from "./answer-shape.ts";
import { AnswerReader } from "./read-answer.ts";

const readAnswer = (body: Uint8Array, shape: AnswerShape) => new AnswerReader(shape).read(body);
const entry = '{"id":"urn:a","created":"2022-03-04T04:39:09Z","position":840,"runtime":7942}';

test("an answer is read whatever else it carries", () => {
  const body = Buffer.from(`\n{ "more": {}, "continueWatching" : [ ${entry.replace("{", '{"title":"ü",')} ] }`);
  assert.deepEqual(readAnswer(body, continueWatchingShape), [
    { id: "urn:a", time: "2022-03-04T04:39:09Z", moment: 1646368749, values: [840, 7942] },
  ]);
});

test("only the bytes of the view are read", () => {
  const buffer = Buffer.from(`xx{"continueWatching":[]}yy`);
  assert.deepEqual(readAnswer(new Uint8Array(buffer.buffer, buffer.byteOffset + 2, 23), continueWatchingShape), []);
});

test("the list and the fields stand where the shape says", () => {
  const shape: AnswerShape = { list: "", id: "asset", time: "at", fields: { seconds: "number", note: "any" } };
  const body = Buffer.from('[{"asset":"a","at":"2022-03-04T04:39:09Z","seconds":1,"note":null}]');
  assert.deepEqual(readAnswer(body, shape), [
    { id: "a", time: "2022-03-04T04:39:09Z", moment: 1646368749, values: [1, null] },
  ]);
  assert.equal(readAnswer(Buffer.from("{}"), shape), "not a list");
  const deep: AnswerShape = { ...shape, list: "data.items", timeFormat: "epoch-milliseconds", fields: {} };
  const numbers = Buffer.from('{"data":{"items":[{"asset":"a","at":1646368749123}]}}');
  assert.deepEqual(readAnswer(numbers, deep), [{ id: "a", time: 1646368749123, moment: 1646368749123, values: [] }]);
});

test("a body that is no answer says why", () => {
  const list = (...entries: string[]) => `{"continueWatching":[${entries.join()}]}`;
  for (const [body, problem] of [
    ["", /^the body is empty$/],
    ["<html>", /^not JSON: /],
    [list(entry).slice(0, -2), /^not JSON: /],
    ["null", /^not an object with a list "continueWatching"$/],
    ['{"code":"X","message":"oops"}', /^not an object with a list "continueWatching"$/],
    ['{"continueWatching":{}}', /^not an object with a list "continueWatching"$/],
    [list(entry, "7"), /^entry 1 is a number instead of an object$/],
    [list("null"), /^entry 0 is null instead of an object$/],
    [list("[]"), /^"id" of entry 0 is absent instead of a text$/],
    [list(entry.replace('"urn:a"', "5")), /^"id" of entry 0 is a number instead of a text$/],
    [
      list(entry.replace('"2022-03-04T04:39:09Z"', "1646368749")),
      /^"created" of entry 0 is a number instead of a text$/,
    ],
    [list(entry.replace("840", '"840"')), /^"position" of entry 0 is a text instead of a number$/],
    [list(entry.replace("840", "true")), /^"position" of entry 0 is a boolean instead of a number$/],
    [list(entry.replace("7942", "null")), /^"runtime" of entry 0 is null instead of a number$/],
    [list(entry.replace("7942", "[]")), /^"runtime" of entry 0 is a list instead of a number$/],
    [list(entry.replace("7942", "{}")), /^"runtime" of entry 0 is an object instead of a number$/],
  ] as const) {
    const problemFound = readAnswer(Buffer.from(body), continueWatchingShape);
    assert.ok(typeof problemFound === "string", body);
    assert.match(problemFound, problem);
  }
});

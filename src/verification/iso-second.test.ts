import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { epochSecondOf, isoSecondOf } from "./iso-second.ts";

const lastSecond = Date.parse("9999-12-31T23:59:59Z") / 1000;

test("a second survives being written and read", () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800, max: lastSecond }), (second) => {
      assert.equal(epochSecondOf(isoSecondOf(second * 1000 + 999)), second);
    }),
  );
});

test("a text that is read as a second is exactly the text of that second", () => {
  const digits = fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/);
  const nearDates = fc
    .tuple(fc.integer({ min: 1, max: 9999 }), ...[13, 32, 25, 61, 61].map((max) => fc.integer({ min: 0, max })))
    .map(([year, ...rest]) => {
      const [month, day, hour, minute, second] = rest.map((part) => String(part).padStart(2, "0"));
      return `${String(year).padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}Z`;
    });
  fc.assert(
    fc.property(fc.oneof(digits, nearDates), (text) => {
      const second = epochSecondOf(text);
      const date = Date.parse(text);
      const isReal = !Number.isNaN(date) && isoSecondOf(date) === text;
      assert.equal(Number.isNaN(second), !isReal);
      if (isReal) assert.equal(second * 1000, date);
    }),
    { numRuns: 2000 },
  );
});

test("other ways to write a time are not read", () => {
  for (const text of [
    "",
    "2022-03-04T04:39:09",
    "2022-03-04T04:39:09z",
    "2022-03-04 04:39:09Z",
    "2022-03-04T04:39:09.000Z",
    "2022-03-04T04:39:09+00:00",
    "2022-02-29T04:39:09Z",
    "2022-03-04T24:00:00Z",
    "+022-03-04T04:39:09Z",
  ]) {
    assert.ok(Number.isNaN(epochSecondOf(text)), text);
  }
});

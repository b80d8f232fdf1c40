import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Column } from "./column.ts";

test("the JSON of a column is that of its array, whatever was set when and however often it was asked for", () => {
  const set = fc.record({
    step: fc.nat(150),
    value: fc.option(fc.integer({ min: -1, max: 1000 })),
    isAsked: fc.boolean(),
  });
  const column = fc.record({ fill: fc.constantFrom(0, null), from: fc.constantFrom(0, 1, 64, 100) });
  fc.assert(
    fc.property(column, fc.array(set, { maxLength: 12 }), fc.nat(200), ({ fill, from }, sets, more) => {
      const made = new Column(fill, from);
      let index = 0;
      for (const { step, value, isAsked } of sets) {
        made.set((index += step), value);
        if (isAsked) assert.equal(made.toJson(index + 1), JSON.stringify(made.toArray(index + 1)));
      }
      // A step that is under way is set again and again.
      made.set(index, 7);
      assert.equal(made.toJson(index + more), JSON.stringify(made.toArray(index + more)));
    }),
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonPointer, valueAt } from "./json-pointer.ts";

// The document and the pointers of RFC 6901, section 5.
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};
const cases: [pointer: string, value: unknown][] = [
  ["", document],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
  ["/foo/2", undefined],
  ["/foo/0/deeper", undefined],
  ["/toString", undefined],
];

for (const [pointer, value] of cases) {
  test(`the pointer ${JSON.stringify(pointer)} names its value`, () => {
    assert.ok(isJsonPointer(pointer));
    assert.deepEqual(valueAt(document, pointer), value);
  });
}

for (const text of ["foo", "foo/bar", "/a~b", "/~2", "#/foo"]) {
  test(`${text} is no JSON pointer`, () => assert.ok(!isJsonPointer(text)));
}

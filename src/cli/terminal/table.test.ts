import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { plainPaint } from "./paint.ts";
import { type Column, tableLines } from "./table.ts";

interface Row {
  readonly name: string;
  readonly count: string;
}

const columns: readonly Column<Row>[] = [
  { title: "Name", rank: 0, textOf: ({ name }) => name },
  { title: "Rare", rank: 3, textOf: () => "r" },
  { title: "Count", rank: 1, textOf: ({ count }) => count },
  { title: "Often", rank: 2, textOf: () => "o" },
];
const rows = [
  { name: "/a/rather/long/name/indeed", count: "12" },
  { name: "/b", count: "1,204" },
];

test("the first column is to the left, the others to the right", () => {
  assert.deepEqual(tableLines(columns, rows, 80, plainPaint), [
    "Name                        Rare  Count  Often",
    "/a/rather/long/name/indeed     r     12      o",
    "/b                             r  1,204      o",
  ]);
});

test("on a narrow screen the least important columns go and the first one is cut", () => {
  assert.deepEqual(tableLines(columns, rows, 32, plainPaint), [
    "Name                Count  Often",
    "/a/rather/long/na…     12      o",
    "/b                  1,204      o",
  ]);
  assert.deepEqual(tableLines(columns, rows, 25, plainPaint), [
    "Name                Count",
    "/a/rather/long/na…     12",
    "/b                  1,204",
  ]);
});

test("no line is wider than the screen, down to twenty columns", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 120 }), fc.array(fc.string({ maxLength: 60 })), (width, names) => {
      const lines = tableLines(
        columns,
        names.map((name) => ({ name, count: "7" })),
        width,
        plainPaint,
      );
      for (const line of lines) assert.ok(line.length <= width);
    }),
  );
});

test("a cell is painted as its row asks", () => {
  const painted: readonly Column<Row>[] = [
    columns[0]!,
    { ...columns[2]!, styleOf: ({ count }) => (count === "12" ? "red" : undefined) },
  ];
  const lines = tableLines(painted, rows, 80, (style, text) => `<${String(style)}>${text}</>`);
  assert.equal(lines[0], "<bold>Name                        Count</>");
  assert.match(lines[1]!, /<red> +12<\/>$/);
  assert.match(lines[2]!, / {2}1,204$/);
});

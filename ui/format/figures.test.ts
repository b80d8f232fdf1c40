import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bytesText,
  changeText,
  counted,
  countText,
  msFigure,
  msText,
  partText,
  plainFigure,
  rateFigure,
  shareText,
} from "./figures.ts";

test("a share that is not nothing is never shown as nothing, and one that is not all never as all", () => {
  const shown = [0, 0.00001, 0.004, 0.0123, 0.5, 0.99999, 1].map(shareText);
  assert.deepEqual(shown, ["0 %", "<0.01 %", "0.4 %", "1.2 %", "50 %", ">99.99 %", "100 %"]);
});

test("what was not measured is a dash, never a zero", () => {
  const shown = [countText, msFigure, msText, shareText, rateFigure, bytesText, changeText, plainFigure].map((text) =>
    text(null),
  );
  assert.deepEqual(new Set(shown), new Set(["–"]));
  assert.equal(partText(0, 0), "–");
});

test("a latency keeps the digits that tell two apart", () => {
  const shown = [0, 0.004, 0.42, 3.14, 99.9, 147.4, 1204.2].map(msFigure);
  assert.deepEqual(shown, ["0", "<0.01", "0.42", "3.1", "99.9", "147", "1,204"]);
  assert.equal(msText(147), "147 ms");
  assert.equal(msText(12_345), "12.3 s");
});

test("a slow rate stays visible", () => {
  assert.deepEqual([0, 0.0004, 0.02, 0.4, 12.34, 1204.4].map(rateFigure), [
    "0",
    "<0.001",
    "0.02",
    "0.4",
    "12.3",
    "1,204",
  ]);
});

test("bytes get the unit that suits them", () => {
  assert.deepEqual([0, 512, 2449, 99_700, 999_700, 5e9].map(bytesText), [
    "0 B",
    "512 B",
    "2.4 KB",
    "100 KB",
    "1 MB",
    "5 GB",
  ]);
});

test("a change has its sign", () => {
  assert.deepEqual([0.123, -0.0041, 0, 1.5].map(changeText), ["+12 %", "−0.41 %", "±0 %", "+150 %"]);
});

test("a count agrees with its noun", () => {
  assert.deepEqual([counted(1, "user"), counted(1200, "user")], ["1 user", "1,200 users"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Marker, pickupDataset } from "../dataset/index.ts";
import { ledgerWrites } from "./ledger-state.ts";
import { pickupTruth, rowOfMarker } from "./pickup-truth.ts";
import { TableAudit } from "./table-audit.ts";

const start = 1_793_491_200;
const dataset = pickupDataset({
  productCode: "hboMax",
  seed: "audit",
  generatedUsers: { count: 3 },
  assets: { generatedFeatures: { count: 20 } },
  updateTimeStart: start,
  updateTimeEnd: start + 90 * 86_400,
  recordsPerUser: 6,
});
const truth = pickupTruth(dataset);
const userId = dataset.idOf(1);
const moved = (at: number, second: number): Marker =>
  dataset.movedOn(1, dataset.rowsOf(1)[at]!, (start + 100 * 86_400 + second) * 1000);
const begun = (write: string, row: Marker) => ({ write, user: userId, row, atMs: 0 });
const ended = (write: string, is: "acknowledged" | "failed" | "unknown") => ({ write, is, atMs: 0 });

/** The audit of a table that holds what was seeded, with these markers of user 1 in place of theirs. */
function auditOf(events: Parameters<typeof ledgerWrites>[0], there: readonly Marker[], gone: readonly Marker[] = []) {
  const audit = new TableAudit(truth, ledgerWrites(events));
  for (let user = 0; user < dataset.users; user++) {
    const rows = new Map<string, Marker>(dataset.rowsOf(user).map((marker) => [marker.parent, marker]));
    if (user === 1) for (const marker of there) rows.set(marker.parent, marker);
    if (user === 1) for (const { parent } of gone) rows.delete(parent);
    for (const marker of rows.values()) audit.add(dataset.idOf(user), rowOfMarker(marker));
  }
  audit.add("a stranger", rowOfMarker(moved(0, 1)));
  return audit.result();
}

test("a table that holds what was seeded and written is right", () => {
  const [old, current] = [moved(0, 1), moved(0, 5)];
  const events = [begun("r/1", old), ended("r/1", "acknowledged"), begun("r/2", current), ended("r/2", "acknowledged")];
  const { lost, phantom, acknowledged, rows } = auditOf(events, [current]);
  assert.deepEqual([lost, phantom, acknowledged, rows], [[], [], 2, 18]);
});

test("an acknowledged write is lost when the table has an older row or none", () => {
  const [one, other] = [moved(0, 1), moved(3, 2)];
  const events = [begun("r/1", one), ended("r/1", "acknowledged"), begun("r/2", other), ended("r/2", "acknowledged")];
  const { lost, phantom } = auditOf(events, [], [other]);
  assert.deepEqual(
    new Map(lost.map(({ write, id }) => [write, id])),
    new Map([
      ["r/1", one.parent],
      ["r/2", other.parent],
    ]),
  );
  assert.deepEqual(phantom, []);
});

test("what nobody wrote is a phantom, and so is what was refused", () => {
  const [refused, strange] = [moved(0, 1), { ...moved(1, 2), position: 3 }];
  const events = [begun("r/1", refused), ended("r/1", "failed")];
  const { phantom, lost } = auditOf(events, [refused, strange]);
  assert.deepEqual(
    new Map(phantom.map(({ write, id }) => [id, write])),
    new Map([
      [refused.parent, "r/1"],
      [strange.parent, null],
    ]),
  );
  assert.deepEqual(lost, []);
});

test("a doubtful write is found or not, unless a newer one has replaced it", () => {
  const [stored, absent, replaced, newer] = [moved(0, 1), moved(1, 2), moved(2, 3), moved(2, 4)];
  const events = [
    begun("r/1", stored),
    ended("r/1", "unknown"),
    begun("r/2", absent),
    begun("r/3", replaced),
    begun("r/4", newer),
    ended("r/4", "acknowledged"),
  ];
  const { resolved, lost, phantom } = auditOf(events, [stored, newer]);
  assert.deepEqual(resolved, { stored: ["r/1"], absent: ["r/2"], replaced: 1 });
  assert.deepEqual([lost, phantom], [[], []]);
});

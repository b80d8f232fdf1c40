import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { emptyFolder } from "../../test/support/kit.ts";
import { type LedgerEvent, LedgerFile, ledgerPath } from "./ledger-file.ts";

const wallNow = () => 1000;
const row = { parent: "urn:ü\u2028", asset: null, position: 1 };

test("what one worker notes another one reads, each line once and in order", (t) => {
  const path = join(emptyFolder(t), ".pickup", "ledger.jsonl");
  const [one, other] = [new LedgerFile(path, wallNow), new LedgerFile(path, wallNow)];
  assert.deepEqual([...other.news()], []);
  one.begin("run/a/1", "user-1", row);
  assert.deepEqual([...other.news()], [{ write: "run/a/1", user: "user-1", row, atMs: 1000 }]);
  other.begin("run/b/1", "user-2", row);
  one.settle("run/a/1", "acknowledged");
  const news = [...other.news()];
  assert.deepEqual(
    news.map(({ write }) => write),
    ["run/b/1", "run/a/1"],
  );
  assert.deepEqual([...other.news()], []);
  one.close();
  other.close();
});

test("a line that was cut short takes no other line with it", (t) => {
  const path = join(emptyFolder(t), ".pickup", "ledger.jsonl");
  const before = new LedgerFile(path, wallNow);
  before.begin("run/a/1", "user-1", row);
  before.close();
  appendFileSync(path, readFileSync(path, "latin1").slice(0, 30));
  const after = new LedgerFile(path, wallNow);
  after.begin("run/b/1", "user-1", row);
  const writes = [...new LedgerFile(path, wallNow).news()].map(({ write }: LedgerEvent) => write);
  assert.deepEqual(writes, ["run/a/1", "run/b/1"]);
  after.close();
});

test("a ledger belongs to one config, one table and one place", () => {
  const subject = { place: "local", table: "pickup-cw-snp", dataset: "abc" };
  const paths = [
    subject,
    { ...subject, place: "us-west-2" },
    { ...subject, table: "other" },
    { ...subject, dataset: "abd" },
  ].map((one) => ledgerPath("/work", one));
  assert.equal(new Set(paths).size, 4);
  assert.match(paths[0]!, /^\/work\/\.pickup\/ledger-[0-9a-f]{12}\.jsonl$/);
});

test("a ledger that cannot be written is one clear error", (t) => {
  const folder = emptyFolder(t);
  appendFileSync(join(folder, ".pickup"), "");
  const ledger = new LedgerFile(join(folder, ".pickup", "ledger.jsonl"), wallNow);
  assert.throws(() => ledger.begin("run/a/1", "user-1", row), { code: "PICKUP_LEDGER_UNUSABLE", exitCode: 2 });
});

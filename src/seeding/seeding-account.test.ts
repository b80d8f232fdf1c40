import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { AccountFile, type SeedingAccount } from "./seeding-account.ts";

const folder = mkdtempSync(join(tmpdir(), "pickup-account-"));
after(() => rmSync(folder, { recursive: true }));

const target = { endpoint: "http://127.0.0.1:8000", region: "us-west-2", table: "t-test" };
const account: SeedingAccount = {
  schema: 1,
  ...target,
  tableCreatedAtMs: 1_700_000_000_000,
  configHash: "abc",
  ttlSeconds: 1_856_563_200,
  action: "put",
  itemsDone: 12,
  itemsTotal: 650,
  remaining: [[3, 50]],
  updatedAt: "2026-11-23T00:00:00.000Z",
};

test("an account is read as it was written, and nothing else is left in its folder", () => {
  const file = new AccountFile(folder, target, "abc");
  assert.equal(file.read(), undefined);
  file.write(account);
  file.write({ ...account, itemsDone: 13 });
  assert.deepEqual(file.read(), { ...account, itemsDone: 13 });
  assert.equal(readdirSync(dirname(file.path)).length, 1);
  file.remove();
  assert.equal(file.read(), undefined);
});

test("each table, place and config has an account of its own", () => {
  const paths = [
    new AccountFile(folder, target, "abc"),
    new AccountFile(folder, target, "abd"),
    new AccountFile(folder, { ...target, table: "t2-test" }, "abc"),
    new AccountFile(folder, { ...target, endpoint: null }, "abc"),
    new AccountFile(folder, { ...target, endpoint: null, region: "eu-west-1" }, "abc"),
  ].map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
});

for (const text of ["", "{", '{"schema":2}', "null"]) {
  test(`an account file that holds ${JSON.stringify(text)} is one clear error`, () => {
    const file = new AccountFile(folder, target, "broken");
    file.write(account);
    writeFileSync(file.path, text);
    assert.throws(() => file.read(), { code: "PICKUP_ACCOUNT_INVALID", exitCode: 2 });
  });
}

test("an account below something that is no folder is one clear error", () => {
  writeFileSync(join(folder, "file"), "");
  const file = new AccountFile(join(folder, "file"), target, "abc");
  assert.throws(() => file.write(account), { code: "PICKUP_ACCOUNT_UNUSABLE" });
});

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { dependencyOn, isInstalledFor } from "./kit-package.ts";

/** A kit that npm has installed in a folder, and what it remembers of it. */
function installedKit(t: TestContext, resolved: string | null) {
  const home = temporaryFolder(t);
  const folder = join(home, "node_modules", "kit");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, "kit-1.2.3.tgz"), "");
  const memory = { packages: { "node_modules/kit": { version: "1.2.3", resolved } } };
  if (resolved !== null) writeFileSync(join(home, "node_modules", ".package-lock.json"), JSON.stringify(memory));
  return { home, kit: { folder, name: "kit", version: "1.2.3", typescript: "7.0.2" } };
}

test("a new package asks for the tarball that the kit was installed from, as long as it is there", (t) => {
  const { home, kit } = installedKit(t, "file:kit-1.2.3.tgz");
  assert.equal(dependencyOn(kit, join(home, "load", "test")), "file:../../kit-1.2.3.tgz");
  const gone = installedKit(t, "file:kit-9.9.9.tgz");
  assert.equal(dependencyOn(gone.kit, gone.home), "1.2.3");
});

test("it asks for the version of a kit from a registry, of one that is installed globally, and of a checkout", (t) => {
  for (const resolved of ["https://registry.npmjs.org/kit/-/kit-1.2.3.tgz", null]) {
    const { home, kit } = installedKit(t, resolved);
    assert.equal(dependencyOn(kit, home), "1.2.3");
  }
  const { home, kit } = installedKit(t, null);
  assert.equal(dependencyOn({ ...kit, folder: join(home, "checkout") }, home), "1.2.3");
});

test("a kit is installed for the folder of its node_modules and all in it", (t) => {
  const { home, kit } = installedKit(t, null);
  assert.ok(isInstalledFor(kit, home));
  assert.ok(isInstalledFor(kit, join(home, "inner")));
  assert.ok(!isInstalledFor(kit, `${home}-beside`));
  assert.ok(!isInstalledFor({ ...kit, folder: join(home, "checkout") }, home));
});

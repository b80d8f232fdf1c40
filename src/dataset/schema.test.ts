import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { configSchemaText } from "./schema.ts";

test("the published JSON Schema is that of the code", () => {
  assert.equal(readFileSync("config.schema.json", "utf8"), configSchemaText(), "run scripts/write-schema.ts");
});

test("computing markers loads no zod; only reading a config does", () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const zodModules = () => loaded.filter((url) => /[\\\\/]zod[\\\\/]/.test(url)).length;
    const door = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
    const { systemClock } = await import(${JSON.stringify(new URL("../ground/index.ts", import.meta.url).href)});
    const config = door.generateConfig({ users: 2, seed: "x" }, systemClock);
    const dataset = door.pickupDataset(config);
    door.itemOf(dataset, 0, dataset.rowsOf(0)[0], 1);
    door.describeDataset(dataset);
    const before = zodModules();
    await door.readConfig("test/fixtures/old-config.json", systemClock);
    console.log(JSON.stringify({ modules: loaded.length, before, after: zodModules() }));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  const { modules, before, after } = JSON.parse(output) as { modules: number; before: number; after: number };
  assert.ok(modules > 10, "the hook sees the modules");
  assert.equal(before, 0);
  assert.ok(after > 0, "the hook sees zod");
});

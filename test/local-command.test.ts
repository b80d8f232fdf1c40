import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type LocalStackFile, readLocalStack } from "../src/local/index.ts";
import { emptyFolder, runPickup, startLocal, startPickup } from "./support/kit.ts";
import { childrenOf, isAlive, until } from "./support/processes.ts";

function stackIn(folder: string): LocalStackFile {
  return JSON.parse(readFileSync(join(folder, ".pickup/local.json"), "utf8")) as LocalStackFile;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`pickup local prints its addresses, writes them down, and ends with exit code 0 at ${signal}`, async (t) => {
    const folder = emptyFolder(t);
    const local = startPickup(folder, ["local"]);
    await local.waitFor(/ready/);
    const { dynamodb, tokens, api, pid } = stackIn(folder);
    assert.equal(pid, local.process.pid);
    for (const url of [dynamodb, tokens, api]) assert.ok(local.stdout().includes(url), url);
    assert.equal((await fetch(`${api}/health`)).status, 200);
    const children = childrenOf(pid);
    assert.equal(children.length, 3);
    // As a terminal does at Ctrl+C: to every process.
    for (const one of signal === "SIGINT" ? [pid, ...children] : [pid]) process.kill(one, signal);
    const { exitCode, stderr } = await local.ended;
    assert.deepEqual([exitCode, stderr], [0, "stopping; once more ends at once\n"]);
    assert.equal(existsSync(join(folder, ".pickup/local.json")), false);
    assert.ok(children.every((child) => !isAlive(child)));
  });
}

test("the services end when pickup local is killed, and its file then says that it is dead", async (t) => {
  const folder = emptyFolder(t);
  const local = startPickup(folder, ["local"]);
  await local.waitFor(/ready/);
  const children = childrenOf(local.process.pid!);
  local.process.kill("SIGKILL");
  await local.ended;
  await until("the services have ended", () => children.every((child) => !isAlive(child)));
  await assert.rejects(readLocalStack(folder), { code: "PICKUP_LOCAL_DEAD", exitCode: 5 });
  await startLocal(t, folder);
  assert.notEqual((await readLocalStack(folder))?.pid, local.process.pid);
});

test("a second pickup local in a folder is refused and leaves the first alone", async (t) => {
  const folder = emptyFolder(t);
  const first = await startLocal(t, folder);
  const { exitCode, stdout, stderr } = await runPickup(folder, ["local"]);
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.match(stderr, /^error: a `pickup local` \(pid \d+\) runs in .* already\nhint: .*\n/);
  assert.equal(stackIn(folder).pid, first.process.pid);
});

test("given ports are used, and one that is taken is one clear line with exit code 2", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const folder = emptyFolder(t);
  const { exitCode, stderr } = await runPickup(folder, ["local", "--api-port", String(port)]);
  assert.equal(exitCode, 2);
  assert.equal(
    stderr,
    `error: port ${port} of 127.0.0.1 for the pickup-api is taken\nhint: Choose another port, or 0 for any free one.\nmore: \`pickup help PICKUP_PORT_UNUSABLE\`\n`,
  );
  assert.equal(existsSync(join(folder, ".pickup/local.json")), false);
  other.close();
  await once(other, "close");
  await startLocal(t, folder, ["--api-port", String(port)]);
  assert.equal(stackIn(folder).api, `http://127.0.0.1:${port}`);
});

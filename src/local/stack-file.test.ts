import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { claimLocalStack, readLocalStack, releaseLocalStack, requireNoLocalStack } from "./stack-file.ts";

const stack = { dynamodb: "http://127.0.0.1:1", tokens: "http://127.0.0.1:2", api: "http://127.0.0.1:3" };
const mine = { ...stack, pid: process.pid };

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pickup-stack-file-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function folderWith(t: TestContext, text: string): Promise<string> {
  const folder = await emptyFolder(t);
  await mkdir(join(folder, ".pickup"));
  await writeFile(join(folder, ".pickup", "local.json"), text);
  return folder;
}

/** The id of a process that has just ended. */
function deadPid(): number {
  return spawnSync("true").pid;
}

test("without a file there is no stack", async (t) => {
  assert.equal(await readLocalStack(await emptyFolder(t)), null);
});

test("a claimed file is read back, whole, and nothing else is left beside it", async (t) => {
  const folder = await emptyFolder(t);
  await claimLocalStack(folder, mine);
  assert.deepEqual(await readLocalStack(folder), mine);
  assert.deepEqual(JSON.parse(await readFile(join(folder, ".pickup/local.json"), "utf8")), mine);
  assert.deepEqual(await readdir(join(folder, ".pickup")), ["local.json"]);
});

test("the file of a process that is gone is an error with exit code 5", async (t) => {
  const pid = deadPid();
  const folder = await folderWith(t, JSON.stringify({ ...stack, pid }));
  await assert.rejects(readLocalStack(folder), {
    code: "PICKUP_LOCAL_DEAD",
    exitCode: 5,
    message: new RegExp(`pid ${pid}`),
    hint: /Start `pickup local` again, or remove/,
  });
});

test("the file of a process that is gone does not stop the next stack", async (t) => {
  const folder = await folderWith(t, JSON.stringify({ ...stack, pid: deadPid() }));
  await requireNoLocalStack(folder);
  await claimLocalStack(folder, mine);
  assert.deepEqual(await readLocalStack(folder), mine);
});

test("a living owner keeps its file", async (t) => {
  const folder = await folderWith(t, JSON.stringify({ ...stack, pid: process.ppid }));
  const refusal = { code: "PICKUP_LOCAL_RUNNING", exitCode: 2, message: new RegExp(`pid ${process.ppid}`) };
  await assert.rejects(requireNoLocalStack(folder), refusal);
  await assert.rejects(claimLocalStack(folder, mine), refusal);
  await releaseLocalStack(folder, process.pid);
  assert.equal((await readLocalStack(folder))?.pid, process.ppid);
});

test("of many claims at one time one wins", async (t) => {
  const folder = await emptyFolder(t);
  const pids = [process.pid, process.ppid, 1];
  const claims = await Promise.allSettled(pids.map((pid) => claimLocalStack(folder, { ...stack, pid })));
  assert.equal(claims.filter(({ status }) => status === "fulfilled").length, 1);
});

test("its owner removes the file", async (t) => {
  const folder = await emptyFolder(t);
  await claimLocalStack(folder, mine);
  await releaseLocalStack(folder, process.pid);
  assert.equal(await readLocalStack(folder), null);
});

const broken: readonly [text: string, problem: RegExp][] = [
  ["{", /is not JSON/],
  ["null", /holds no object/],
  [JSON.stringify({ ...mine, api: undefined }), /no address under api/],
  [JSON.stringify({ ...mine, tokens: "here" }), /no address under tokens/],
  [JSON.stringify({ ...mine, pid: 0 }), /no process id/],
];

for (const [text, problem] of broken) {
  test(`the stack file ${text} is refused with a hint`, async (t) => {
    const folder = await folderWith(t, text);
    await assert.rejects(readLocalStack(folder), {
      code: "PICKUP_LOCAL_FILE_INVALID",
      exitCode: 2,
      message: problem,
      hint: /Remove the file/,
    });
  });
}

test("a folder that cannot be written is said in one line", async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(join(folder, "file"), "");
  await assert.rejects(claimLocalStack(join(folder, "file"), mine), { exitCode: 2, message: /ENOTDIR|EEXIST/ });
});

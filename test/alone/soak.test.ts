import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { emptyFolder } from "../support/kit.ts";
import type { SoakFigures } from "../support/soak-process.ts";

const isSoak = process.env.PICKUP_SOAK !== undefined;
const [requests, cycles] = isSoak ? [20_000_000, 1000] : [20_000, 6];
/** A short run is still filling the heap that V8 gives it; that is no leak. */
const mostGrowthBytes = isSoak ? 20_000_000 : 150_000_000;

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../support/${file}`, import.meta.url));
}

test(`${requests} requests and ${cycles} runs started and stopped leave no memory, file or timer behind`, async (t) => {
  const server = fork(pathOf("plain-service.ts"), { execArgv: [] });
  t.after(() => server.disconnect());
  const [port] = (await once(server, "message")) as [number];
  const size = [`http://127.0.0.1:${port}`, String(requests), String(cycles)];
  // As bin/pickup has it: once in a few hundred runs V8 doubles an unbounded young generation, which is no leak.
  const args = ["--expose-gc", "--max-semi-space-size=8", pathOf("soak-process.ts"), emptyFolder(t), ...size];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { earlyRssBytes, lateRssBytes, early, late, seconds } = JSON.parse(stdout) as SoakFigures;
  t.diagnostic(
    `${seconds} s; run ${inMb(earlyRssBytes)} → ${inMb(lateRssBytes)} MB, cycles ${inMb(early.rssBytes)} → ` +
      `${inMb(late.rssBytes)} MB, files ${early.openFiles} → ${late.openFiles}, ${late.resources}`,
  );
  assert.ok(lateRssBytes - earlyRssBytes < mostGrowthBytes);
  assert.ok(late.rssBytes - early.rssBytes < mostGrowthBytes);
  assert.ok(late.openFiles <= early.openFiles);
  assert.equal(late.resources, early.resources);
});

function inMb(bytes: number): number {
  return Math.round(bytes / 1e6);
}

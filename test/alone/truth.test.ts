import assert from "node:assert/strict";
import { test } from "node:test";
import { isTrue, measureKnownDelays } from "../../bench/truth/known-delays.ts";
import { measureStall } from "../../bench/truth/stall.ts";

const isSoak = process.env.PICKUP_SOAK !== undefined;

test("reported latencies are those that a server with known delays has logged itself", async () => {
  const [ratePerSecond, seconds] = isSoak ? [5000, 15] : [400, 4];
  const { logged, reported, rows } = await measureKnownDelays({ ratePerSecond, seconds, users: 400 });
  assert.ok(reported > (ratePerSecond * seconds) / 2);
  assert.equal(reported, logged);
  // Other work on the machine moves single requests, so that only a long run on a quiet one says anything of the tail.
  for (const row of rows) {
    const { percent, loggedMs, serviceMs, intendedMs } = row;
    const isNear = isSoak ? isTrue(row) : serviceMs >= 0.98 * loggedMs && serviceMs <= 1.2 * loggedMs + 10;
    assert.ok(isNear && intendedMs >= serviceMs, `p${percent}: ${JSON.stringify(row)}`);
  }
});

test("a stall of the server shows in the p99 from the intended start as arithmetic says, and no start is missed", async () => {
  const size = isSoak
    ? { ratePerSecond: 2000, seconds: 30, users: 4000 }
    : { ratePerSecond: 200, seconds: 6, users: 400 };
  const stall = await measureStall({ ...size, stallMs: isSoak ? 1400 : 1000, stallAtMs: isSoak ? 12_000 : 2500 });
  assert.deepEqual([stall.missedStarts, stall.requests, stall.answered], [0, stall.starts, stall.starts]);
  const share = stall.p99Ms / stall.trueP99Ms;
  assert.ok(share >= 0.95 && share <= (isSoak ? 1.05 : 1.3), JSON.stringify(stall));
});

test("starts that a stall leaves no free user for are counted exactly, and fail the run", async () => {
  const size = isSoak
    ? { ratePerSecond: 2000, seconds: 30, users: 500 }
    : { ratePerSecond: 200, seconds: 5, users: 50 };
  const stall = await measureStall({ ...size, stallMs: isSoak ? 1400 : 1000, stallAtMs: isSoak ? 12_000 : 1500 });
  assert.ok(stall.missedStarts >= (stall.starts * stall.stallMs) / (size.seconds * 1000) - size.users - 50);
  assert.equal(stall.missedStarts + stall.requests, stall.starts);
  assert.equal(stall.answered, stall.requests);
  assert.ok([3, 98].includes(stall.exitCode));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadInput } from "../../test/support/play.ts";
import { arrivalPlan, constantArrivals, eachOncePlan, spawnPlan } from "../engine/index.ts";
import { RandomStream, seedKeyOf, systemClock } from "../ground/index.ts";
import { socketsOf } from "../http/index.ts";
import { TokenPool, tokenSource } from "../tokens/index.ts";
import { rehearse, wantsRehearsal } from "./rehearsal.ts";

test("a worker rehearses before a long run, and before one that begins with many starts a second", () => {
  assert.equal(wantsRehearsal(spawnPlan(10, 10, 20_000), 1 / 8), true);
  assert.equal(wantsRehearsal(spawnPlan(10, 10, 19_999), 1), false);
  assert.equal(wantsRehearsal(eachOncePlan(1000, 1000, 10), 1), false);
  const ramp = { durationMs: 1000, from: 0, to: 20_000 };
  assert.equal(wantsRehearsal(constantArrivals(4000, 100, 1000), 1 / 4), true);
  assert.equal(wantsRehearsal(constantArrivals(4000, 100, 1000), 1 / 5), false);
  assert.equal(wantsRehearsal(arrivalPlan([ramp], 100), 1), false);
  assert.equal(wantsRehearsal(spawnPlan(10_000, 10_000, 1000), 1), false);
});

test("a rehearsal is answered by a server of its own and leaves no connection behind", async () => {
  const input = loadInput("http://192.0.2.1", { tags: { only: ["none"], except: [] } });
  const random = new RandomStream(seedKeyOf("1"), 0, 0);
  const recorder = { fetched: () => assert.fail("a token was asked for"), failed: () => assert.fail() };
  const tokens = new TokenPool(tokenSource(input.tokens, systemClock, input.http), {
    clock: systemClock,
    random,
    recorder,
  });
  assert.ok((await rehearse(input, tokens, systemClock)) > 0);
  for (let turn = 0; turn < 100 && socketsOf(systemClock) > 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(socketsOf(systemClock), 0);
});

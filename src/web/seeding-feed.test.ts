import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, VirtualClock } from "../ground/index.ts";
import type { SeedingProgress } from "../seeding/index.ts";
import type { FromServer } from "./protocol.ts";
import { SeedingFeed } from "./seeding-feed.ts";

function progressAt(second: number): SeedingProgress {
  return {
    elapsedMs: second * 1000,
    written: second * 100,
    planned: 1000,
    secondsLeft: null,
    itemsDone: second * 100,
    itemsTotal: 1000,
    units: second * 100,
    retries: { unprocessed: second, throttled: 0, server: 0, network: 0 },
    throttles: [],
    hotKeys: [],
    dead: [{ user: 1, record: 2, error: "refused" }],
    exceptions: 0,
    batches: second * 4,
    p50Ms: 3,
    p99Ms: 9,
    last: { itemsPerSecond: 100, unitsPerSecond: 100, limitUnitsPerSecond: 120, p50Ms: 3, p99Ms: 9 },
    done: false,
  };
}

function heardFeed() {
  const feed = new SeedingFeed("table t", new VirtualClock(1_700_000_000_000));
  const heard: FromServer[] = [];
  feed.messages.listen(({ json }) => heard.push(JSON.parse(json) as FromServer));
  return { feed, heard, snapshot: () => JSON.parse(feed.snapshot().json) as FromServer };
}

test("a page that is opened early or late is told the same: all at first, then second by second", () => {
  const { feed, heard, snapshot } = heardFeed();
  assert.deepEqual(snapshot(), { ...snapshot(), type: "seeding", view: null });
  for (const second of [0, 1, 2, 3]) feed.observe(progressAt(second));
  assert.deepEqual(
    heard.map(({ type }) => type),
    ["seeding", "seeding-second", "seeding-second", "seeding-second"],
  );
  const last = heard.at(-1)!;
  const late = snapshot();
  assert.ok(last.type === "seeding-second" && late.type === "seeding" && late.view !== null);
  const { history, progress } = late.view;
  assert.deepEqual(last.progress, progress);
  assert.equal(progress.dead, 1);
  assert.deepEqual([last.index, last.point.second], [history.second.length - 1, history.second.at(-1)]);
  assert.deepEqual(history.unprocessed, [1, 1, 1]);
});

test("what it came to is told: the end, a stop, or what went wrong", () => {
  const ends = [
    [(feed: SeedingFeed) => feed.ended({ done: true, dollars: 0.5 }), "ended", 0.5, null],
    [(feed: SeedingFeed) => feed.ended({ done: false, dollars: null }), "stopped", null, null],
    [(feed: SeedingFeed) => feed.failed(new KitError("PICKUP_X", "no table", {})), "failed", null, "no table"],
  ] as const;
  for (const [end, state, dollars, message] of ends) {
    const { feed, heard } = heardFeed();
    feed.observe(progressAt(0));
    end(feed);
    const told = heard.at(-1)!;
    assert.ok(told.type === "seeding" && told.view !== null);
    assert.deepEqual(
      [told.view.state, told.view.dollars, told.view.failure?.message ?? null],
      [state, dollars, message],
    );
  }
});

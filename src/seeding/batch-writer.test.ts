import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamodbError, type DynamodbErrorKind } from "../dynamodb/index.ts";
import { sleep, VirtualClock } from "../ground/index.ts";
import { BatchFiller } from "./batch-filler.ts";
import { BatchWriter, type BatchWriterOptions } from "./batch-writer.ts";
import { SeedTally } from "./seed-report.ts";
import type { ItemEntry } from "./write-entries.ts";

type Send = BatchWriterOptions["send"];

function failure(kind: DynamodbErrorKind): DynamodbError {
  return new DynamodbError(kind, "Scripted", `scripted ${kind}`);
}

/** A writer of so many items whose batches go to `send`, with the virtual clock it lives on. */
function writerOf(items: number, send: Send, more: Partial<BatchWriterOptions> = {}) {
  const clock = new VirtualClock();
  const tally = new SeedTally();
  const acknowledged: number[] = [];
  const entries = Array.from({ length: items }, (_, record): ItemEntry => {
    return { key: String(record), request: "{}", user: 0, record, attempts: 0 };
  });
  const writer = new BatchWriter({
    filler: new BatchFiller(entries.values(), 25),
    send,
    acknowledge: ({ record }) => {
      acknowledged.push(record);
      tally.acknowledged();
    },
    tally,
    concurrency: 1,
    maxExceptions: 5,
    logBatches: false,
    clock,
    random: () => 0.5,
    ...more,
  });
  return { writer, clock, tally, acknowledged };
}

test("several batches are in flight, never more than the concurrency", async () => {
  let inFlight = 0;
  let most = 0;
  const { writer, clock, acknowledged } = writerOf(
    1_000,
    async () => {
      most = Math.max(most, ++inFlight);
      await sleep(clock, 10);
      inFlight--;
      return [];
    },
    { concurrency: 4 },
  );
  const ended = writer.run();
  await clock.advance(100);
  await ended;
  assert.equal(most, 4);
  assert.equal(acknowledged.length, 1_000);
  assert.equal(clock.now(), 100);
});

test("what DynamoDB leaves undone is sent again after a growing wait, and counts when it is done", async () => {
  const sent: { atMs: number; items: number }[] = [];
  const { writer, clock, tally, acknowledged } = writerOf(30, async (batch) => {
    sent.push({ atMs: clock.now(), items: batch.length });
    return sent.length <= 2 ? batch.slice(0, 10) : [];
  });
  const ended = writer.run();
  await clock.advance(1_000);
  await ended;
  // 25 × (1 attempt: ceiling 50 ms) × 0.5, then the ten with five fresh ones (2 attempts: ceiling 100 ms).
  assert.deepEqual(sent, [
    { atMs: 0, items: 25 },
    { atMs: 25, items: 15 },
    { atMs: 75, items: 10 },
  ]);
  assert.deepEqual(
    acknowledged.toSorted((one, other) => one - other),
    Array.from({ length: 30 }, (_, index) => index),
  );
  const { written, retries, exceptions } = tally.take();
  assert.deepEqual([written, retries.unprocessed, exceptions], [30, 20, 0]);
});

for (const kind of ["throttled", "server", "network"] as const) {
  test(`a batch that fails as ${kind} is sent again whole and is no exception`, async () => {
    let calls = 0;
    const { writer, clock, tally, acknowledged } = writerOf(25, async () => {
      if (++calls < 3) throw failure(kind);
      return [];
    });
    const ended = writer.run();
    await clock.advance(1_000);
    await ended;
    assert.equal(acknowledged.length, 25);
    const { retries, exceptions, failures } = tally.take();
    assert.deepEqual([retries[kind], exceptions], [50, 0]);
    assert.deepEqual(
      failures.map(({ items, retried }) => [items, retried]),
      [
        [25, true],
        [25, true],
      ],
    );
  });
}

test("an item that always comes back is given up after twelve attempts, within minutes", async () => {
  let calls = 0;
  const { writer, clock, tally, acknowledged } = writerOf(2, async (batch) => {
    calls++;
    return batch.filter(({ record }) => record === 1);
  });
  const ended = writer.run();
  await clock.advance(120_000);
  await ended;
  assert.equal(calls, 12);
  assert.deepEqual(acknowledged, [0]);
  assert.equal(tally.take().exceptions, 1);
});

test("errors that no retry mends are counted, and the last allowed one stops the writer", async () => {
  let calls = 0;
  const { writer, tally, acknowledged } = writerOf(
    250,
    async () => {
      if (++calls % 2 === 0) throw failure("rejected");
      return [];
    },
    { maxExceptions: 3 },
  );
  await writer.run();
  assert.equal(calls, 6);
  assert.equal(acknowledged.length, 75);
  assert.equal(tally.take().exceptions, 3);
});

for (const kind of ["denied", "absent", "expired", "clock"] as const) {
  test(`an error of kind ${kind} stops all lanes at once`, async () => {
    let calls = 0;
    const { writer } = writerOf(
      2_500,
      async () => {
        if (++calls > 10) throw failure(kind);
        return [];
      },
      { concurrency: 4 },
    );
    await assert.rejects(writer.run(), { kind });
    assert.ok(calls <= 14);
  });
}

test("after a stop nothing new is sent, what is in flight ends, and waits are cut short", async () => {
  let calls = 0;
  const { writer, clock, acknowledged } = writerOf(
    1_000,
    async (batch) => {
      calls++;
      await sleep(clock, 100);
      return batch.slice(5);
    },
    { concurrency: 2 },
  );
  const ended = writer.run();
  await clock.advance(50);
  writer.stop(10_000);
  await clock.advance(60);
  await ended;
  assert.equal(calls, 2);
  assert.equal(acknowledged.length, 10);
});

test("what is still in flight when the grace is over is waited for no longer", async () => {
  const { writer, clock, acknowledged } = writerOf(25, () => new Promise(() => undefined));
  const ended = writer.run();
  await clock.advance(10);
  writer.stop(2_000);
  await clock.advance(1_990);
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  await clock.advance(5);
  assert.equal(hasEnded, false);
  await clock.advance(5);
  await ended;
  assert.deepEqual(acknowledged, []);
});

test("each batch is recorded when asked for", async () => {
  const { writer, clock, tally } = writerOf(
    30,
    async (batch) => {
      await sleep(clock, 7);
      return batch.length === 25 ? batch.slice(0, 1) : [];
    },
    { logBatches: true },
  );
  const ended = writer.run();
  await clock.advance(1_000);
  await ended;
  assert.deepEqual(
    tally.take().batches.map(({ items, unprocessed, latencyMs }) => [items, unprocessed, latencyMs]),
    [
      [25, 1, 7],
      [6, 0, 7],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, pickupDataset } from "../../dataset/index.ts";
import { type BatchAnswer, DynamodbError, type DynamodbErrorKind, type WriteRequest } from "../../dynamodb/index.ts";
import { ByteWriter, sleep, VirtualClock } from "../../ground/index.ts";
import { Pacing } from "../rate/pacing.ts";
import { untouched } from "../resume/range-state.ts";
import { SeedTally } from "../seed-report.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { BatchWriter, type BatchWriterOptions } from "./batch-writer.ts";
import { ItemSource } from "./item-source.ts";
import { RequestEncoder } from "./request-encoder.ts";

type Send = (requests: WriteRequest[]) => Promise<readonly WriteRequest[]>;

const config: Config = {
  productCode: "hboMax",
  seed: "writer",
  generatedUsers: { count: 20_000 },
  assets: { generatedFeatures: { count: 20 } },
  updateTimeStart: 1_785_715_200,
  updateTimeEnd: 1_793_491_200,
  recordsPerUser: 10,
};

function failure(kind: DynamodbErrorKind, reason?: string): DynamodbError {
  const reasons = reason === undefined ? [] : [{ reason, resource: "arn:table" }];
  return new DynamodbError(kind, "Scripted", `scripted ${kind}`, { reasons });
}

/** A writer of the items of so many users whose batches go to `send`, with the virtual clock it lives on. */
function writerOf(users: number, send: Send, more: Partial<BatchWriterOptions> & { concurrency?: number } = {}) {
  const clock = new VirtualClock();
  const tally = new SeedTally();
  const dataset = pickupDataset(config);
  const encoder = new RequestEncoder(dataset, "put", 1);
  const source = new ItemSource(dataset, [untouched([0, users])]);
  const builder = new BatchBuilder({
    source,
    encoder,
    newBody: () => new ByteWriter(),
    size: 25,
    refuse: (entry, why) => writer.refuse(entry, why),
  });
  const pacing = new Pacing(
    { table: null, indexes: {} },
    { start: Infinity, most: Infinity, burstSeconds: 0.05 },
    more.concurrency ?? 1,
    clock.now(),
  );
  const writer: BatchWriter = new BatchWriter({
    source,
    builder,
    encoder,
    pacing,
    send: async (body): Promise<BatchAnswer> => {
      return { undone: await send(JSON.parse(`[${body.written().toString()}]`) as WriteRequest[]), consumed: null };
    },
    tally,
    maxExceptions: 5,
    logBatches: false,
    clock,
    random: () => 0.5,
    ...more,
  });
  return { writer, clock, tally, source };
}

async function ended(writer: BatchWriter, clock: VirtualClock, forMs: number): Promise<void> {
  const end = writer.run();
  end.catch(() => undefined);
  await clock.advance(forMs);
  await end;
}

test("several batches are in flight, never more than the concurrency", async () => {
  let inFlight = 0;
  let most = 0;
  const { writer, clock, tally } = writerOf(
    100,
    async () => {
      most = Math.max(most, ++inFlight);
      await sleep(clock, 10);
      inFlight--;
      return [];
    },
    { concurrency: 4 },
  );
  await ended(writer, clock, 200);
  assert.equal(most, 4);
  assert.equal(tally.totalWritten, 1_000);
});

test("what DynamoDB leaves undone is sent again after a growing wait, and counts when it is done", async () => {
  const sent: { atMs: number; items: number }[] = [];
  const { writer, clock, tally } = writerOf(3, async (batch) => {
    sent.push({ atMs: clock.now(), items: batch.length });
    return sent[1] === undefined || sent.length === 3 ? batch.slice(0, 10) : [];
  });
  await ended(writer, clock, 1_000);
  // Attempt 1: half of a ceiling of 50 ms; attempt 2: of 100 ms.
  assert.deepEqual(sent, [
    { atMs: 0, items: 25 },
    { atMs: 0, items: 5 },
    { atMs: 25, items: 10 },
    { atMs: 75, items: 10 },
  ]);
  const { retries, written, throttles } = tally.take();
  assert.equal(written, 30);
  assert.equal(retries.unprocessed, 20);
  assert.deepEqual(throttles, [{ reason: "UnprocessedItems", resource: "", items: 20 }]);
});

test("items that came back fill the next batches up, half of the slots at most while there are fresh ones", async () => {
  let number = 0;
  const sizes: number[] = [];
  const { writer, clock } = writerOf(100, async (batch) => {
    sizes.push(batch.length);
    await sleep(clock, 60);
    return number++ < 3 ? batch : [];
  });
  await ended(writer, clock, 60_000);
  assert.ok(
    sizes.slice(0, -1).every((size) => size === 25),
    sizes.join(),
  );
});

test("throttles, failing servers and broken networks are retried and told by kind", async () => {
  const kinds: DynamodbErrorKind[] = ["throttled", "server", "network"];
  const { writer, clock, tally } = writerOf(2, async () => {
    const kind = kinds.shift();
    if (kind !== undefined) throw failure(kind, "TableWriteProvisionedThroughputExceeded");
    return [];
  });
  await ended(writer, clock, 60_000);
  const { retries, throttles, written, exceptions, failures } = tally.take();
  assert.deepEqual(retries, { unprocessed: 0, throttled: 20, server: 20, network: 20 });
  assert.deepEqual(throttles, [
    { reason: "TableWriteProvisionedThroughputExceeded", resource: "arn:table", items: 20 },
  ]);
  assert.deepEqual([written, exceptions, failures.length], [20, 0, 3]);
});

test("an item that is refused for ever is given up after twelve attempts, and what it was stays known", async () => {
  const { writer, clock, tally, source } = writerOf(1, async (batch) => batch.slice(0, 1));
  await ended(writer, clock, 600_000);
  const { written, dead } = tally.take();
  assert.equal(written, 9);
  assert.deepEqual(dead, [{ user: 0, record: 0, error: "given up after 12 attempts: DynamoDB left it undone" }]);
  assert.deepEqual(source.states(), []);
});

test("a hot key named by DynamoDB is parked and reported, without an attempt being counted", async () => {
  let isHot = true;
  const { writer, clock, tally } = writerOf(1, async () => {
    if (isHot) throw failure("throttled", "TableWriteKeyRangeThroughputExceeded");
    return [];
  });
  const end = writer.run();
  await clock.advance(30_000);
  isHot = false;
  await clock.advance(30_000);
  await end;
  const { hotKeys, written, dead } = tally.take();
  assert.equal(hotKeys[0]!.key, `${pickupDataset(config).idOf(0)}:hboMax`);
  assert.deepEqual([written, dead.length], [10, 0]);
});

test("a fatal error ends it at once, within the grace of what is in flight, and nothing more is sent", async () => {
  let calls = 0;
  const { writer, clock, source } = writerOf(
    100,
    async () => {
      if (++calls === 2) throw failure("absent");
      await sleep(clock, 60_000);
      return [];
    },
    { concurrency: 4 },
  );
  const end = assert.rejects(writer.run(), { kind: "absent" });
  await clock.advance(1_000);
  await end;
  assert.equal(clock.now(), 1_000);
  assert.ok(calls <= 4);
  assert.ok(source.states().length > 0);
});

test("a service that is away for a minute is an error of the network, not a thousand dead letters", async () => {
  const { writer, clock, tally } = writerOf(3, async () => {
    throw failure("network");
  });
  const end = assert.rejects(writer.run(), { kind: "network", exitCode: 5 });
  await clock.advance(120_000);
  await end;
  assert.ok(tally.take().dead.length < 5);
});

test("after a stop nothing new is sent, and what is in flight may end", async () => {
  let calls = 0;
  const { writer, clock, tally } = writerOf(100, async () => {
    calls++;
    await sleep(clock, 50);
    return [];
  });
  const end = writer.run();
  await clock.advance(120);
  writer.stop(10_000);
  await clock.advance(100);
  await end;
  assert.deepEqual([calls, tally.totalWritten], [3, 75]);
});

/** Takes so many write units a second, one for an item, and keeps unused ones for so many seconds. */
class PlayedBucket {
  readonly #perSecond: number;
  readonly #depth: number;
  #level: number;
  #lastMs = 0;

  constructor(perSecond: number, depthSeconds: number) {
    this.#perSecond = perSecond;
    this.#depth = perSecond * depthSeconds;
    this.#level = this.#depth;
  }

  /** Of so many units those that it has. */
  take(wanted: number, nowMs: number): number {
    this.#level = Math.min(this.#depth, this.#level + ((nowMs - this.#lastMs) / 1000) * this.#perSecond);
    this.#lastMs = nowMs;
    const taken = Math.min(wanted, Math.floor(this.#level));
    this.#level -= taken;
    return taken;
  }
}

for (const [name, items, depthSeconds, start, most, promised] of [
  ["a limit that is known", 60_000, 1, 2_000, 2_000, { used: 0.97, refused: 0.005 }],
  ["a hidden limit with hardly any depth", 200_000, 0.1, 8_000, Infinity, { used: 0.92, refused: 0.02 }],
] as const) {
  test(`${name} is used to the full, hardly anything is refused, and nothing is lost`, async (t) => {
    const bucket = new PlayedBucket(2_000, depthSeconds);
    const burstSeconds = most === Infinity ? 0.05 : 0.5;
    const pacing = new Pacing({ table: null, indexes: {} }, { start, most, burstSeconds }, 64, 0);
    let refused = 0;
    let endMs = 0;
    const send: Send = async (batch) => {
      await sleep(clock, 5);
      const taken = bucket.take(batch.length, clock.now());
      refused += batch.length - taken;
      endMs = clock.now();
      return batch.slice(taken);
    };
    const { writer, clock, tally } = writerOf(items / 10, send, { pacing });
    await ended(writer, clock, 200_000);
    const perSecond = items / (endMs / 1000);
    t.diagnostic(`${Math.round(perSecond)} items a second, ${((refused / items) * 100).toFixed(2)} % refused`);
    assert.equal(tally.totalWritten, items);
    assert.ok(perSecond >= promised.used * 2_000 && perSecond <= 1.01 * 2_000, `${perSecond} items a second`);
    assert.ok(refused < promised.refused * items, `${refused} refused`);
  });
}

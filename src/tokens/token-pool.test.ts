import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodes, KitError, RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { TokenPool } from "./token-pool.ts";
import type { Token, TokenSource } from "./token.ts";

const wallStartMs = Date.UTC(2026, 0, 1);

/** A token service of one process: answers after `latencyMs` with tokens of `lifeMs`, or fails as it is told. */
class Service implements TokenSource {
  latencyMs = 10;
  lifeMs: number | null = 100_000;
  failure: ((userId: string) => KitError | null) | null = null;
  readonly asked: { userId: string; atMs: number }[] = [];
  inFlight = 0;
  mostInFlight = 0;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  fetch(userId: string): Promise<Token> {
    this.asked.push({ userId, atMs: this.#clock.now() });
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const value = `${userId}-${this.asked.length}`;
    return new Promise((resolve, reject) => {
      this.#clock.after(this.latencyMs, () => {
        this.inFlight--;
        const failure = this.failure?.(userId) ?? null;
        if (failure !== null) return reject(failure);
        const expiresAtMs = this.lifeMs === null ? null : this.#clock.wallNow() + this.lifeMs;
        resolve({ value, expiresAtMs });
      });
    });
  }
}

function poolOf(options: { maxKept?: number } = {}) {
  const clock = new VirtualClock(wallStartMs);
  const service = new Service(clock);
  const records = { latencies: [] as number[], failures: [] as KitError[] };
  const pool = new TokenPool(service, {
    clock,
    random: new RandomStream(seedKeyOf("token pool"), 0),
    recorder: { fetched: (ms) => records.latencies.push(ms), failed: (error) => records.failures.push(error) },
    ...options,
  });
  return { clock, service, pool, records };
}

/** Lets time pass until the promise settles. */
async function settled<Value>(clock: VirtualClock, value: Value | Promise<Value>, withinMs = 10_000): Promise<Value> {
  const promise = Promise.resolve(value);
  let isOpen = true;
  const close = () => (isOpen = false);
  promise.then(close, close);
  for (let passedMs = 0; passedMs <= withinMs; passedMs += 10) {
    await clock.advance(10);
    if (!isOpen) return promise;
  }
  throw new Error(`not settled within ${withinMs} ms`);
}

const unreachable = () => new KitError("PICKUP_TOKEN_SERVICE_UNREACHABLE", "down", { exitCode: exitCodes.unreachable });
const refused = () => new KitError("PICKUP_TOKEN_REFUSED", "refused", { exitCode: exitCodes.credentials });

test("a user's token is fetched once and then handed out as a plain string", async () => {
  const { clock, service, pool, records } = poolOf();
  assert.equal(await settled(clock, pool.tokenOf("ann")), "ann-1");
  assert.equal(pool.tokenOf("ann"), "ann-1");
  assert.equal(service.asked.length, 1);
  assert.deepEqual(records.latencies, [10]);
});

test("callers who come while a token is fetched share that fetch", async () => {
  const { clock, service, pool } = poolOf();
  const both = Promise.all([pool.tokenOf("ann"), pool.tokenOf("ann"), pool.tokenOf("ben")]);
  assert.deepEqual(await settled(clock, both), ["ann-1", "ann-1", "ben-2"]);
  assert.equal(service.asked.length, 2);
});

test("a token is renewed in the background before 80 % of its life, while the old one stays in use", async () => {
  const { clock, service, pool } = poolOf();
  await settled(clock, pool.tokenOf("ann"));
  await clock.advance(80_000);
  assert.equal(pool.tokenOf("ann"), "ann-1");
  assert.equal(pool.tokenOf("ann"), "ann-1");
  await clock.advance(20);
  assert.equal(pool.tokenOf("ann"), "ann-2");
  await clock.advance(69_900);
  assert.equal(pool.tokenOf("ann"), "ann-2");
  assert.equal(service.asked.length, 2, "later tokens are not renewed before 70 %");
});

test("an expired token is never handed out while a new one can be had", async () => {
  const { clock, pool } = poolOf();
  await settled(clock, pool.tokenOf("ann"));
  await clock.advance(100_001);
  const token = pool.tokenOf("ann");
  assert.equal(typeof token, "object");
  assert.equal(await settled(clock, token), "ann-2");
});

test("a token about to expire is replaced first, and serves as the last resort when that fails", async () => {
  const { clock, service, pool } = poolOf();
  await settled(clock, pool.tokenOf("ann"));
  service.failure = unreachable;
  await clock.advance(97_000);
  assert.equal(await settled(clock, pool.tokenOf("ann")), "ann-1");
  await clock.advance(3000);
  await assert.rejects(settled(clock, pool.tokenOf("ann")), { code: "PICKUP_TOKEN_SERVICE_UNREACHABLE" });
});

test("a token without a known end is kept until the API refuses it", async () => {
  const { clock, service, pool } = poolOf();
  service.lifeMs = null;
  await settled(clock, pool.tokenOf("ann"));
  await clock.advance(365 * 24 * 3_600_000);
  assert.equal(pool.tokenOf("ann"), "ann-1");
  pool.invalidate("ann", "ann-1");
  assert.equal(await settled(clock, pool.tokenOf("ann")), "ann-2");
});

test("a refused token is replaced by one fetch, however many requests were refused with it", async () => {
  const { clock, service, pool } = poolOf();
  await settled(clock, pool.tokenOf("ann"));
  await clock.advance(15_000);
  for (let request = 0; request < 5; request++) pool.invalidate("ann", "ann-1");
  const token = await settled(clock, pool.tokenOf("ann"));
  pool.invalidate("ann", "ann-1");
  assert.equal(pool.tokenOf("ann"), token);
  assert.equal(service.asked.length, 2);
});

test("an API that refuses every token costs the token service a few fetches, not one per request", async () => {
  const { clock, service, pool } = poolOf();
  let rejections = 0;
  const untilMs = clock.now() + 60_000;
  while (clock.now() < untilMs) {
    const token = await settled(clock, pool.tokenOf("ann")).catch((error: KitError) => {
      assert.equal(error.code, "PICKUP_TOKEN_REJECTED");
      rejections++;
    });
    if (token !== undefined) pool.invalidate("ann", token);
  }
  assert.ok(service.asked.length < 25, `${service.asked.length} fetches in a minute`);
  assert.ok(rejections > 0);
});

test("a refused user pauses longer and longer, recovers at once when it may, and holds up nobody else", async () => {
  const { clock, service, pool } = poolOf();
  service.failure = (userId) => (userId === "eve" ? refused() : null);
  for (let call = 0; call < 6; call++) {
    await assert.rejects(settled(clock, pool.tokenOf("eve")), { code: "PICKUP_TOKEN_REFUSED", exitCode: 4 });
    assert.equal(await settled(clock, pool.tokenOf(`good-${call}`), 20), `good-${call}-${service.asked.length}`);
  }
  const times = service.asked.filter(({ userId }) => userId === "eve").map(({ atMs }) => atMs);
  assert.ok(times.length <= 6);
  service.failure = null;
  await clock.advance(10_000);
  assert.match(await settled(clock, pool.tokenOf("eve"), 20), /^eve-/);
});

test("no call waits longer than about a second for the pause of its user", async () => {
  const { clock, service, pool } = poolOf();
  service.failure = (userId) => (userId === "eve" ? refused() : null);
  for (let call = 0; call < 20; call++) {
    const startMs = clock.now();
    await assert.rejects(settled(clock, pool.tokenOf("eve")));
    assert.ok(clock.now() - startMs <= 1030, `waited ${clock.now() - startMs} ms`);
    await settled(clock, pool.tokenOf(`good-${call}`));
  }
});

test("during an outage two thousand users who keep asking cost the service one fetch per pause", async () => {
  const { clock, service, pool, records } = poolOf();
  service.failure = unreachable;
  let rejections = 0;
  const run = { isOver: false };
  const asking = Array.from({ length: 2000 }, async (_, user) => {
    while (!run.isOver) {
      try {
        await pool.tokenOf(`user-${user}`);
        return;
      } catch {
        rejections++;
      }
    }
  });
  await clock.advance(30_000);
  const during = service.asked.length;
  assert.ok(during < 32 + 30, `${during} fetches in 30 s of outage`);
  assert.ok(rejections >= 2000 * 8, "the users heard of the outage");
  assert.equal(records.failures.length, during);
  service.failure = null;
  await clock.advance(4000 + (2000 / 32) * 12);
  run.isOver = true;
  await clock.advance(0);
  await Promise.all(asking);
  assert.equal(service.mostInFlight, 32);
  assert.equal(service.asked.length - during, 2000, "each user was served by one fetch after the outage");
});

test("users with a good token do not notice an outage", async () => {
  const { clock, service, pool } = poolOf();
  await settled(clock, pool.tokenOf("ann"));
  await clock.advance(80_000);
  service.failure = unreachable;
  for (let second = 0; second < 10; second++) {
    assert.equal(pool.tokenOf("ann"), "ann-1");
    await clock.advance(1000);
  }
  service.failure = null;
  assert.equal(pool.tokenOf("ann"), "ann-1");
  await clock.advance(4100);
  assert.match(await pool.tokenOf("ann"), /^ann-(?!1$)/);
});

test("when every user is refused the service is spared as in an outage", async () => {
  const { clock, service, pool } = poolOf();
  service.failure = refused;
  const run = { isOver: false };
  const asking = Array.from({ length: 1000 }, async (_, user) => {
    while (!run.isOver) await Promise.resolve(pool.tokenOf(`user-${user}`)).catch(() => undefined);
  });
  await clock.advance(20_000);
  assert.ok(service.asked.length < 100, `${service.asked.length} fetches in 20 s`);
  run.isOver = true;
  await clock.advance(20_000);
  await Promise.all(asking);
});

test("500 users with tokens of 20 s renew them without a burst: no second asks for more than 3 times the mean", async () => {
  const { clock, service, pool } = poolOf();
  service.lifeMs = 20_000;
  const random = new RandomStream(seedKeyOf("think times"), 1);
  const run = { isOver: false };
  const users = Array.from({ length: 500 }, async (_, user) => {
    while (!run.isOver) {
      const token = await pool.tokenOf(`user-${user}`);
      assert.ok(token.startsWith(`user-${user}-`));
      await new Promise<void>((resolve) => clock.after(1000 + random.next() * 4000, resolve));
    }
  });
  await clock.advance(120_000);
  run.isOver = true;
  await clock.advance(5000);
  await Promise.all(users);
  const perSecond = Array.from({ length: 120 }, () => 0);
  for (const { atMs } of service.asked.slice(500)) if (atMs < 120_000) perSecond[Math.floor(atMs / 1000)]!++;
  const mean = perSecond.reduce((sum, count) => sum + count, 0) / 120;
  assert.ok(Math.max(...perSecond) <= 3 * mean, `peak ${Math.max(...perSecond)}, mean ${mean.toFixed(1)}`);
});

test("a pool that may keep three users forgets the one it has known longest", async () => {
  const { clock, service, pool } = poolOf({ maxKept: 3 });
  for (const user of ["a", "b", "c", "d"]) await settled(clock, pool.tokenOf(user));
  assert.equal(pool.tokenOf("d"), "d-4");
  assert.equal(pool.tokenOf("b"), "b-2");
  assert.equal(await settled(clock, pool.tokenOf("a")), "a-5");
  assert.equal(service.asked.length, 5);
});

test("a defect of the source reaches the recorder as an internal error and the caller as a rejection", async () => {
  const { clock, service, pool, records } = poolOf();
  service.fetch = () => Promise.reject(new TypeError("oops"));
  await assert.rejects(settled(clock, pool.tokenOf("ann")), { code: "PICKUP_INTERNAL", message: "oops" });
  assert.equal(records.failures[0]?.exitCode, exitCodes.internal);
});

test("closing the pool rejects those who wait and those who come", async () => {
  const { clock, service, pool } = poolOf();
  service.failure = unreachable;
  await assert.rejects(settled(clock, pool.tokenOf("ann")));
  const waiting = assert.rejects(Promise.resolve(pool.tokenOf("ann")), { code: "PICKUP_TOKENS_CLOSED" });
  await clock.advance(0);
  pool.close();
  await waiting;
  await assert.rejects(Promise.resolve(pool.tokenOf("ben")), { code: "PICKUP_TOKENS_CLOSED" });
});

test("a fetch that the end of the run cuts off is no failure", async () => {
  const { clock, service, pool, records } = poolOf();
  service.failure = unreachable;
  const cutOff = assert.rejects(Promise.resolve(pool.tokenOf("ann")));
  await clock.advance(5);
  pool.close();
  await clock.advance(5);
  await cutOff;
  assert.deepEqual(records.failures, []);
});

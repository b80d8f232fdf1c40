import assert from "node:assert/strict";
import { test } from "node:test";
import { RandomStream, seedKeyOf } from "../../ground/index.ts";
import { RateGovernor, type RateLimits } from "./rate-governor.ts";

/** A table that takes so many units a second and keeps unused ones for a while; some refusals may have nothing to do with it. */
class PlayedTable {
  readonly capacity: number;
  readonly depth: number;
  readonly lot: number;
  readonly random = new RandomStream(seedKeyOf("played table"), 0);
  #available: number;

  constructor(capacity: number, depthSeconds: number, lot = 0) {
    this.capacity = capacity;
    this.depth = capacity * depthSeconds;
    this.lot = lot;
    this.#available = this.depth;
  }

  /** Units accepted of what is sent in a time. */
  accept(sent: number, seconds: number): number {
    const drawn = sent * (1 - this.lot * (0.8 + 0.4 * this.random.next()));
    const accepted = Math.min(drawn, this.#available + this.capacity * seconds);
    this.#available = Math.min(this.depth, this.#available + this.capacity * seconds - accepted);
    return accepted;
  }
}

function play(table: PlayedTable, limits: RateLimits, seconds: number) {
  const governor = new RateGovernor(limits);
  const rates: number[] = [];
  let accepted = 0;
  let refused = 0;
  for (let at = 0; at < seconds; at += 0.5) {
    const sent = governor.rate * 0.5;
    const got = table.accept(sent, 0.5);
    accepted += got;
    refused += sent - got;
    governor.close({ seconds: 0.5, sent, accepted: got, refused: sent - got, isAccountLimit: false });
    rates.push(governor.rate);
  }
  return { perSecond: accepted / seconds, refusedShare: refused / (accepted + refused), rates };
}

test("a hidden limit is found within seconds and then used nearly to the full, with few refusals", () => {
  for (const [depthSeconds, mostRefused] of [
    [0.1, 0.02],
    [1, 0.04],
    [5, 0.1],
  ] as const) {
    const { perSecond, refusedShare } = play(
      new PlayedTable(2_000, depthSeconds),
      { start: 8_000, most: Infinity, burstSeconds: 0.05 },
      120,
    );
    assert.ok(perSecond > 0.96 * 2_000, `${perSecond} units a second at a depth of ${depthSeconds} s`);
    assert.ok(refusedShare < mostRefused, `${refusedShare} refused at a depth of ${depthSeconds} s`);
  }
});

test("a table without a limit is asked for twice as much again and again", () => {
  const { rates } = play(new PlayedTable(Infinity, 1), { start: 1_000, most: Infinity, burstSeconds: 0.05 }, 5);
  assert.ok(rates.at(-1)! >= 512_000);
});

test("a shown limit is held from the start and never exceeded", () => {
  const { rates, refusedShare } = play(
    new PlayedTable(2_000, 1),
    { start: 2_000, most: 2_000, burstSeconds: 0.05 },
    60,
  );
  assert.deepEqual(new Set(rates), new Set([2_000]));
  assert.equal(refusedShare, 0);
});

test("refusals that no slower rate mends do not slow it down for long", () => {
  const { rates } = play(new PlayedTable(20_000, 1, 0.2), { start: 1_000, most: 10_000, burstSeconds: 0.05 }, 60);
  assert.ok(rates.at(-1)! > 9_000, `${rates.at(-1)} at the end`);
});

test("refusals by a very uneven lot do not wear the rate down", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new RandomStream(seedKeyOf("uneven lot"), seed);
    const governor = new RateGovernor({ start: 8_000, most: Infinity, burstSeconds: 0.05 });
    const rates: number[] = [];
    for (let window = 0; window < 400; window++) {
      // What the machine can send at most, whatever the rate; a lot that refuses from 5 to 40 %.
      const sent = Math.min(governor.rate, 1_500 + 1_000 * random.next());
      const refused = sent * (0.05 + 0.35 * random.next());
      governor.close({ seconds: 1, sent, accepted: sent - refused, refused, isAccountLimit: false });
      rates.push(governor.rate);
    }
    const slow = rates.filter((rate) => rate < 500).length;
    assert.ok(slow < 80, `${slow} of 400 windows below 500 units a second`);
  }
});

test("when the limit falls the rate follows, and when it rises the rate returns", () => {
  const governor = new RateGovernor({ start: 2_000, most: 2_000, burstSeconds: 0.05 });
  const run = (capacity: number, windows: number) => {
    for (let at = 0; at < windows; at++) {
      const sent = governor.rate / 2;
      const accepted = Math.min(sent, capacity / 2);
      governor.close({ seconds: 0.5, sent, accepted, refused: sent - accepted, isAccountLimit: false });
    }
    return governor.rate;
  };
  assert.ok(run(500, 10) <= 510);
  assert.ok(run(10_000, 1_000) > 1_900);
});

test("a rate that is not used is not raised", () => {
  const governor = new RateGovernor({ start: 1_000, most: Infinity, burstSeconds: 0.05 });
  governor.close({ seconds: 1, sent: 300, accepted: 300, refused: 0, isAccountLimit: false });
  assert.equal(governor.rate, 1_000);
});

test("the account's limit is left further below than a table's", () => {
  const cut = (isAccountLimit: boolean) => {
    const governor = new RateGovernor({ start: 1_000, most: 1_000, burstSeconds: 0.05 });
    governor.close({ seconds: 1, sent: 1_000, accepted: 800, refused: 200, isAccountLimit });
    return Math.round(governor.rate);
  };
  assert.deepEqual([cut(false), cut(true)], [776, 560]);
});

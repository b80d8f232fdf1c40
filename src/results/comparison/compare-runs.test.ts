import assert from "node:assert/strict";
import { test } from "node:test";
import { simulatedStart, simulateRun } from "../../../test/support/simulated-run.ts";
import { RandomStream, seedKeyOf } from "../../ground/index.ts";
import type { Tick, TickRecorder } from "../../stats/index.ts";
import type { RunListEntry } from "../run-view.ts";
import { batchedRun } from "./batched-run.ts";
import { type ComparedRun, comparisonOf } from "./compare-runs.ts";
import { worseRows } from "./worse-rows.ts";

interface Service {
  /** How much longer everything takes; 1: as usual. */
  readonly slowness: number;
  readonly endpoints: number;
  readonly failureShare?: number;
  readonly bytes?: number;
  readonly seconds?: number;
  readonly perSecond?: number;
}

/**
 * A run against a service whose answers take lognormal times around a level that wanders from second to second as a
 * first-order autoregression, and that is a little different from run to run.
 */
async function runOf(random: RandomStream, service: Service): Promise<ComparedRun> {
  const { slowness, endpoints, failureShare = 0, bytes = 1000, seconds = 60, perSecond = 100 } = service;
  const ofRun = 1 + 0.007 * normal(random);
  let drift = 0;
  const ticks: Tick[] = [];
  const record = (recorder: TickRecorder) => {
    drift = 0.7 * drift + 0.02 * normal(random);
    for (let i = 0; i < perSecond; i++) {
      const endMs = 20 * slowness * ofRun * Math.exp(drift + 0.3 * normal(random));
      const failed = random.next() < failureShare;
      const came = failed
        ? ({ outcome: "check-failed", reason: "x" } as const)
        : ({ outcome: "ok", reason: "" } as const);
      const sizes = { bytesReceived: bytes, contentBytes: bytes };
      recorder.record({ method: "GET", name: `/${i % endpoints}`, dueMs: 0, sentMs: 0, endMs, ...came, ...sizes });
    }
  };
  const keeper = { name: "keeper", tick: (tick: Tick) => void ticks.push(tick) };
  const { summary } = await simulateRun({ observers: [keeper], seconds, record });
  const { run, record: given } = simulatedStart();
  const stored = { run, version: given.version, machine: given.machine };
  const entry: RunListEntry = {
    id: run.id,
    startedAtMs: run.startedAtMs,
    verdict: summary.verdict,
    host: run.host,
    users: run.users,
    durationSeconds: seconds,
    requests: null,
    failures: null,
    requestsPerSecond: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    files: [],
  };
  const again = (async function* () {
    yield* ticks;
  })();
  return { entry, stored, summary, run: await batchedRun(again, 0, seconds) };
}

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

const randomOf = (name: string) => new RandomStream(seedKeyOf(name), 0);
const isSoak = process.env.PICKUP_SOAK !== undefined;
const pairs = isSoak ? 200 : 20;

for (const endpoints of isSoak ? [1, 5] : [1]) {
  test(`of twenty pairs of equal runs one at most raises an alarm; endpoints: ${endpoints}`, async (context) => {
    const random = randomOf(`equal ${endpoints}`);
    let alarms = 0;
    let differences = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const usual = { slowness: 1, endpoints, failureShare: 0.01 };
      const comparison = comparisonOf(await runOf(random, usual), await runOf(random, usual));
      if (worseRows(comparison, 0.1).length > 0) alarms++;
      if (comparison.rows.some(({ judgement }) => judgement !== "noise" && judgement !== "unknown")) differences++;
    }
    context.diagnostic(`${alarms} alarms, ${differences} comparisons with any difference, of ${pairs}`);
    assert.ok(alarms <= pairs / 20);
    assert.ok(differences <= pairs / 10);
  });

  test(`a service slowed by a tenth is found out nineteen times of twenty; endpoints: ${endpoints}`, async (context) => {
    const random = randomOf(`slowed ${endpoints}`);
    let found = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const before = await runOf(random, { slowness: 1, endpoints });
      const after = await runOf(random, { slowness: 1.1, endpoints });
      if (worseRows(comparisonOf(before, after), 0.1).length > 0) found++;
    }
    context.diagnostic(`${found} of ${pairs} found`);
    assert.ok(found >= pairs * 0.95);
  });
}

test("a row says by how much, between which bounds, and in which direction", async () => {
  const random = randomOf("rows");
  const before = await runOf(random, { slowness: 1, endpoints: 2, bytes: 1000, perSecond: 100 });
  const after = await runOf(random, { slowness: 0.5, endpoints: 2, failureShare: 0.2, bytes: 1500, perSecond: 80 });
  const { rows } = comparisonOf(before, after);
  const total = Object.fromEntries(rows.filter(({ endpoint }) => endpoint === "").map((row) => [row.metric, row]));
  assert.deepEqual(
    Object.entries(total).map(([metric, { judgement }]) => [metric, judgement]),
    [
      ["requestsPerSecond", "worse"],
      ["failureShare", "worse"],
      ["p50Ms", "better"],
      ["p95Ms", "better"],
      ["p99Ms", "better"],
      ["meanMs", "better"],
      ["meanBytes", "different"],
    ],
  );
  const { change, changeFrom, changeTo } = total.p50Ms!;
  assert.ok(changeFrom! < change! && change! < changeTo!);
  assert.ok(changeFrom! > -0.6 && changeTo! < -0.4);
  assert.deepEqual([total.failureShare!.a, total.failureShare!.change], [0, null]);
  assert.deepEqual(new Set(rows.map(({ endpoint }) => endpoint)), new Set(["", "GET /0", "GET /1"]));
});

test("too little data is unknown, and an endpoint that one run did not ask has no change", async () => {
  const random = randomOf("little");
  const before = await runOf(random, { slowness: 1, endpoints: 1, seconds: 30, perSecond: 4 });
  const after = await runOf(random, { slowness: 2, endpoints: 2, seconds: 30, perSecond: 4 });
  const { rows } = comparisonOf(before, after);
  const at = (endpoint: string, metric: string) =>
    rows.find((row) => row.endpoint === endpoint && row.metric === metric)!;
  assert.equal(at("", "p99Ms").judgement, "unknown");
  assert.equal(at("", "p50Ms").judgement, "worse");
  assert.deepEqual([at("GET /1", "p50Ms").a, at("GET /1", "p50Ms").judgement], [null, "unknown"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { failureSample } from "../../test/support/failure-sample.ts";
import { KitError, VirtualClock } from "../ground/index.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { limits } from "./limits.ts";
import type { SparseHistogram } from "./sparse-histogram.ts";
import { type RecordedRequest, TickRecorder } from "./tick-recorder.ts";

const wallMs = Date.UTC(2026, 10, 23, 22, 15, 3);

function newRecorder(): TickRecorder {
  return new TickRecorder("0", new VirtualClock(wallMs));
}

function request(given: Partial<RecordedRequest>): RecordedRequest {
  const usual = { method: "GET", name: "/x", outcome: "ok", reason: "", dueMs: 10, sentMs: 12, endMs: 15 } as const;
  return { ...usual, bytesReceived: 100, ...given };
}

function msOf(sparse: SparseHistogram): number[] {
  const histogram = new LatencyHistogram();
  histogram.merge(sparse);
  return histogram.count === 0 ? [] : [histogram.count, histogram.min / 1000, histogram.max / 1000];
}

test("latency counts from the intended start, service time from the send", () => {
  const recorder = newRecorder();
  recorder.record(request({}));
  const [endpoint] = recorder.take(0).endpoints;
  assert.deepEqual(msOf(endpoint!.intended), [1, 5, 5]);
  assert.deepEqual(msOf(endpoint!.service), [1, 3, 3]);
});

test("fast failures have a histogram of their own; a timeout counts with its whole time among the others", () => {
  const recorder = newRecorder();
  recorder.record(request({ outcome: "http-error", reason: "status 503", endMs: 11 }));
  recorder.record(request({ outcome: "connection-error", reason: "ECONNREFUSED", endMs: 12 }));
  recorder.record(request({ outcome: "timeout", reason: "no answer in 5s", endMs: 5012 }));
  recorder.record(request({ outcome: "wrong-content", reason: "missing" }));
  const [endpoint] = recorder.take(0).endpoints;
  assert.deepEqual(msOf(endpoint!.failure), [2, 1, 2]);
  assert.deepEqual(msOf(endpoint!.intended), [2, 5, 5002]);
  assert.deepEqual(
    [endpoint!.requests, endpoint!.outcomes.ok, endpoint!.outcomes.timeout, endpoint!.outcomes["wrong-content"]],
    [4, 0, 1, 1],
  );
});

test("a second holds only what happened in it, and only endpoints that finished something", () => {
  const recorder = newRecorder();
  recorder.record(request({ name: "/a" }));
  recorder.record(request({ name: "/b", bytesReceived: 7 }));
  assert.deepEqual(
    recorder.take(0).endpoints.map(({ name, requests }) => [name, requests]),
    [
      ["/a", 1],
      ["/b", 1],
    ],
  );
  recorder.record(request({ name: "/b", bytesReceived: 8 }));
  const second = recorder.take(1);
  assert.deepEqual(
    second.endpoints.map(({ name, requests, bytesReceived }) => [name, requests, bytesReceived]),
    [["/b", 1, 8]],
  );
  assert.deepEqual(recorder.take(2).endpoints, []);
});

test("the same name under two methods is two endpoints", () => {
  const recorder = newRecorder();
  for (const method of ["GET", "POST", "GET"]) recorder.record(request({ method }));
  assert.deepEqual(
    recorder.take(0).endpoints.map(({ method, requests }) => [method, requests]),
    [
      ["GET", 2],
      ["POST", 1],
    ],
  );
});

test("endpoint names beyond the limit are counted in one row, and none is lost", () => {
  const recorder = newRecorder();
  for (let i = 0; i < limits.endpoints + 50; i++) recorder.record(request({ name: `/item/${i}` }));
  const { endpoints } = recorder.take(0);
  assert.equal(endpoints.length, limits.endpoints + 1);
  assert.deepEqual([endpoints.at(-1)!.method, endpoints.at(-1)!.name, endpoints.at(-1)!.requests], ["", "other", 50]);
});

test("failures are counted by outcome, reason and endpoint with the time of the first and the last", async () => {
  const clock = new VirtualClock(wallMs);
  const recorder = new TickRecorder("0", clock);
  const failed = request({ outcome: "http-error", reason: "status 503" });
  recorder.record(failed);
  await clock.advance(400);
  recorder.record(failed);
  recorder.record({ ...failed, reason: "status 500" });
  assert.deepEqual(
    recorder
      .take(0)
      .errors.map(({ kind, code, message, endpoint, count, firstSeenMs, lastSeenMs }) => [
        kind,
        code,
        message,
        endpoint,
        count,
        firstSeenMs - wallMs,
        lastSeenMs - wallMs,
      ]),
    [
      ["request", "http-error", "status 503", "GET /x", 2, 0, 400],
      ["request", "http-error", "status 500", "GET /x", 1, 400, 400],
    ],
  );
});

test("messages that are all different are folded visibly, with their number", () => {
  const recorder = newRecorder();
  for (let i = 0; i < limits.errors + 30; i++) {
    recorder.record(request({ outcome: "check-failed", reason: `id ${i} is unknown` }));
  }
  const { errors } = recorder.take(0);
  assert.equal(errors.length, limits.errors + 1);
  assert.deepEqual([errors.at(-1)!.message, errors.at(-1)!.count], ["other errors", 30]);
});

test("a token that cannot be had is counted and its error named", () => {
  const recorder = newRecorder();
  recorder.tokens.fetched(12);
  recorder.tokens.failed(new KitError("PICKUP_TOKEN_REFUSED", "the token service answered 500"));
  const { tokens, errors } = recorder.take(0);
  assert.deepEqual([tokens.requested, tokens.failed, msOf(tokens.latency)], [2, 1, [1, 12, 12]]);
  assert.deepEqual([errors[0]!.kind, errors[0]!.code], ["token", "PICKUP_TOKEN_REFUSED"]);
});

test("the generator's lateness, lag, missed starts and cut requests stand in the tick", () => {
  const recorder = newRecorder();
  recorder.started(100, 103);
  recorder.missed(2);
  recorder.cut(3);
  recorder.loopLag(4, 10);
  recorder.setFacts({ users: 5, cpuMs: 400, elapsedMs: 1000, rssBytes: 1e8 });
  const tick = recorder.take(7);
  assert.deepEqual([tick.second, tick.users, tick.missedStarts, tick.interrupted], [7, 5, 2, 3]);
  assert.deepEqual(msOf(tick.lateness), [1, 3, 3]);
  assert.deepEqual(msOf(tick.generator.loopLag), [10, 4, 4]);
  assert.deepEqual(tick.workers, [
    { worker: "0", users: 5, cpuMs: 400, elapsedMs: 1000, loopLagP99Ms: 4, rssBytes: 1e8 },
  ]);
  const next = recorder.take(8);
  assert.deepEqual([next.users, next.missedStarts, next.interrupted, next.generator.cpuMs], [5, 0, 0, 0]);
});

test("five failures of each outcome, reason and endpoint are kept, with excerpts of bounded length", () => {
  const recorder = newRecorder();
  const sample = (reason: string) =>
    failureSample({
      outcome: "wrong-content",
      reason,
      difference: { reason, message: "m", expected: "e".repeat(9000), got: "g" },
    });
  for (let i = 0; i < 8; i++) recorder.keepSample(sample("missing"));
  assert.equal(recorder.wantsSample({ endpoint: "GET /x", outcome: "wrong-content", reason: "missing" }), false);
  assert.equal(recorder.wantsSample({ endpoint: "GET /x", outcome: "wrong-content", reason: "order" }), true);
  recorder.keepSample(sample("order"));
  const { samples } = recorder.take(0);
  assert.deepEqual(
    samples.map(({ reason }) => reason),
    ["missing", "missing", "missing", "missing", "missing", "order"],
  );
  assert.ok(samples[0]!.difference!.expected.length <= limits.textLength + 1);
  assert.deepEqual(recorder.take(1).samples, []);
});

test("a tick crosses a thread as it is", () => {
  const recorder = newRecorder();
  recorder.record(request({}));
  const tick = recorder.take(0);
  assert.deepEqual(structuredClone(tick), tick);
});

test("the first request of a user counts among all and once more as cold, unless it failed fast", () => {
  const recorder = newRecorder();
  recorder.record(request({ endMs: 60 }), true);
  recorder.record(request({}));
  recorder.record(request({ outcome: "http-error", reason: "status 503" }), true);
  const [endpoint] = recorder.take(0).endpoints;
  assert.deepEqual(msOf(endpoint!.intended), [2, 5, 50]);
  assert.deepEqual(msOf(endpoint!.cold), [1, 50, 50]);
});

test("counters of the test are added up by name for each second; too many names are folded into one", () => {
  const recorder = newRecorder();
  recorder.count("titles", 3);
  recorder.count("titles", 4);
  assert.deepEqual(recorder.take(0).counters, { titles: 7 });
  assert.deepEqual(recorder.take(1).counters, {});
  for (let i = 0; i < limits.counters + 5; i++) recorder.count(`n${i}`, 2);
  const { counters } = recorder.take(2);
  assert.equal(Object.keys(counters).length, limits.counters + 1);
  assert.equal(counters.other, 10);
});

test("phases are kept of answered requests only, with those of the connection where one was made", () => {
  const recorder = newRecorder();
  const opening = { startedMs: 12, resolvedMs: 13, connectedMs: 15, securedMs: 18 };
  recorder.record(request({ status: 200, opening, flushedMs: 19, firstByteMs: 23, endMs: 28 }));
  recorder.record(request({ status: 503, outcome: "http-error", opening: null, firstByteMs: 13, endMs: 13 }));
  recorder.record(request({ status: 0, outcome: "timeout", endMs: 5000 }));
  const { phases } = recorder.take(0).endpoints[0]!;
  const found = Object.entries(phases).map(([phase, sparse]) => [phase, ...msOf(sparse)]);
  assert.deepEqual(found, [
    ["wait", 2, 2, 2],
    ["dns", 1, 1, 1],
    ["connect", 1, 2, 2],
    ["tls", 1, 3, 3],
    ["send", 2, 0, 1],
    ["firstByte", 2, 1, 4],
    ["download", 2, 0, 5],
  ]);
});

test("requests that were sent again are counted for each second", () => {
  const recorder = newRecorder();
  recorder.repeated();
  recorder.repeated();
  assert.deepEqual([recorder.take(0).repeats, recorder.take(1).repeats], [2, 0]);
});

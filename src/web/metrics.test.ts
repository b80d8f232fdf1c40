import assert from "node:assert/strict";
import { test } from "node:test";
import { pageServer } from "../../test/support/page-server.ts";
import { expositionOf } from "../../test/support/exposition.ts";
import { simulateRun } from "../../test/support/simulated-run.ts";

const hostile = 'GET\n/x"\\ #{le="1"} 5';

test("/metrics is well-formed exposition, whatever an endpoint is called, and its histograms add up", async (t) => {
  const { app, observers } = await pageServer(t);
  assert.equal((await app.inject({ url: "/metrics", headers: { host: "localhost" } })).body, "");
  await simulateRun({
    observers,
    seconds: 3,
    thresholds: ["p99<300ms"],
    record(recorder) {
      const usual = { method: "GET", bytesReceived: 100, dueMs: 0, sentMs: 0 } as const;
      for (const endMs of [0.4, 20, 30_000]) {
        recorder.record({ ...usual, name: hostile, outcome: "ok", reason: "", endMs });
      }
      recorder.record({ ...usual, name: "/y", outcome: "wrong-content", reason: "missing", endMs: 7 });
    },
  });
  const { headers, body } = await app.inject({ url: "/metrics", headers: { host: "localhost" } });
  assert.equal(headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
  const samples = expositionOf(body);
  const valueOf = (name: string, labels: object) =>
    samples.find((sample) => sample.name === name && Object.entries(labels).every(([k, v]) => sample.labels[k] === v))
      ?.value;
  assert.equal(valueOf("pickup_requests_total", { name: hostile, outcome: "ok" }), 9);
  assert.equal(valueOf("pickup_requests_total", { name: "/y", outcome: "wrong-content" }), 3);
  const bucket = (le: string) => valueOf("pickup_request_duration_seconds_bucket", { name: hostile, le });
  assert.deepEqual([bucket("0.0005"), bucket("0.01"), bucket("0.025"), bucket("10"), bucket("+Inf")], [3, 3, 6, 6, 9]);
  assert.equal(valueOf("pickup_request_duration_seconds_sum", { name: hostile }), 3 * 30.0204);
  assert.equal(valueOf("pickup_users", {}), 2);
  assert.equal(valueOf("pickup_generator_saturated", {}), 0);
  assert.equal(valueOf("pickup_threshold_passed", { threshold: "p99<300ms" }), 0);
});

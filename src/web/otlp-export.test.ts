import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { simulateRun } from "../../test/support/simulated-run.ts";
import { VirtualClock } from "../ground/index.ts";
import { otlpExportOf } from "./otlp-export.ts";

const around = { clock: new VirtualClock(1_800_000_000_000), warn: (line: string) => assert.fail(line) };

test("without a collector in the environment nothing is exported", () => {
  assert.equal(otlpExportOf({ ...around, environment: {} }), null);
  const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_SDK_DISABLED: "true" };
  assert.equal(otlpExportOf({ ...around, environment: disabled }), null);
});

test("a collector gets counters and histograms of the run every ten seconds and at its end", async (t) => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      bodies.push(`${request.url} ${body}`);
      response.end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  t.after(() => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    server.close();
  });
  const observer = otlpExportOf({ ...around, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  const usual = {
    method: "GET",
    name: "/x",
    outcome: "ok",
    reason: "",
    bytesReceived: 9,
    dueMs: 0,
    sentMs: 0,
  } as const;
  await simulateRun({
    observers: [observer!],
    seconds: 11,
    record: (recorder) => recorder.record({ ...usual, endMs: 20 }),
  });
  assert.equal(bodies.length, 2);
  const { resourceMetrics } = JSON.parse(bodies[1]!.replace("/v1/metrics ", "")) as {
    resourceMetrics: { scopeMetrics: { metrics: { name: string; sum?: object; histogram?: object }[] }[] }[];
  };
  const { metrics } = resourceMetrics[0]!.scopeMetrics[0]!;
  const requests = metrics.find(({ name }) => name === "pickup_requests");
  assert.match(JSON.stringify(requests), /"asDouble":11/);
  assert.match(JSON.stringify(requests), /"isMonotonic":true/);
  const latency = metrics.find(({ name }) => name === "pickup_request_duration_seconds");
  assert.match(JSON.stringify(latency), /"count":11/);
  assert.match(bodies[1]!, /2026-11-23T22-15-03-ab12/);
});

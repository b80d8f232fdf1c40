import assert from "node:assert/strict";
import { test } from "node:test";
import type { FastifyInstance } from "fastify";
import { pageServer } from "../../test/support/page-server.ts";
import { simulateRun } from "../../test/support/simulated-run.ts";
import { KitError } from "../ground/index.ts";
import type { TickRecorder } from "../stats/index.ts";

const host = "localhost:8089";
const get = (app: FastifyInstance, url: string) => app.inject({ url, headers: { host } });

/** Two endpoints, four requests each second, one of which fails. */
function traffic(recorder: TickRecorder): void {
  const usual = { method: "GET", bytesReceived: 100, contentBytes: 50, dueMs: 0, sentMs: 0 } as const;
  for (const endMs of [10, 20, 30]) recorder.record({ ...usual, name: "/x", outcome: "ok", reason: "", endMs });
  recorder.record({ ...usual, name: "/<b>", outcome: "http-error", reason: "status 404", endMs: 5 });
  recorder.scriptError("exception", "=boom()", "look", "at look.ts:3");
}

/** The keys of Locust 2.47, in an answer without a run and with one, as its own server gave them. */
const reportKeys = (
  "current_fail_per_sec current_response_time_percentiles current_rps errors fail_ratio state stats " +
  "total_fail_per_sec total_rps user_count"
).split(" ");
const rowKeys = (
  "avg_content_length avg_response_time current_fail_per_sec current_rps max_response_time median_response_time method " +
  "min_response_time name num_failures num_requests response_time_percentile_0.95 response_time_percentile_0.99 " +
  "total_fail_per_sec total_rps"
).split(" ");
const errorKeys = ["error", "first_seen", "last_seen", "method", "name", "occurrences"];

const has = (value: object, keys: readonly string[]) =>
  assert.deepEqual(
    keys.filter((key) => !(key in value)),
    [],
  );

test("GET /stats/requests has every key of Locust's, before a run and in it", async (t) => {
  const { app, observers } = await pageServer(t);
  const ready = (await get(app, "/stats/requests")).json();
  has(ready, reportKeys);
  has(ready.stats[0], rowKeys);
  assert.deepEqual([ready.state, ready.user_count, ready.stats[0].name], ["ready", 0, "Aggregated"]);
  await simulateRun({ observers, seconds: 3, record: traffic });
  const report = (await get(app, "/stats/requests")).json();
  has(report, reportKeys);
  for (const row of report.stats) has(row, rowKeys);
  has(report.errors[0], errorKeys);
});

/** What Prometheus exporters for Locust unmarshal: integers where they declare integers, else their whole answer is lost. */
test("an exporter's reading of /stats/requests finds each field with the value and the type it declares", async (t) => {
  const { app, observers } = await pageServer(t);
  await simulateRun({ observers, seconds: 3, record: traffic });
  const report = (await get(app, "/stats/requests")).json();
  const [failed, ok, total] = report.stats;
  const integers = ["num_requests", "num_failures"];
  for (const row of report.stats) for (const key of integers) assert.ok(Number.isInteger(row[key]), key);
  assert.ok(Number.isInteger(report.user_count) && Number.isInteger(report.worker_count));
  assert.ok(Number.isInteger(report.errors[0].occurrences));
  assert.deepEqual([ok.method, ok.name, ok.num_requests, ok.num_failures], ["GET", "/x", 9, 0]);
  assert.deepEqual([ok.min_response_time, ok.max_response_time, ok.avg_response_time], [10, 30, 20]);
  assert.deepEqual([Math.round(ok.median_response_time), ok.avg_content_length], [20, 50]);
  assert.deepEqual([ok.current_rps, ok.current_fail_per_sec, ok.total_rps], [3, 0, 3]);
  assert.deepEqual([failed.name, failed.num_failures, failed.current_fail_per_sec], ["/<b>", 3, 1]);
  assert.deepEqual([total.method, total.name, total.num_requests, total.num_failures], ["", "Aggregated", 12, 3]);
  assert.deepEqual([report.total_rps, report.total_fail_per_sec, report.fail_ratio], [4, 1, 0.25]);
  assert.deepEqual(
    [report.errors[0].method, report.errors[0].name, report.errors[0].error, report.errors[0].occurrences],
    ["GET", "/<b>", "http-error: status 404", 3],
  );
  const { "response_time_percentile_0.5": p50, "response_time_percentile_0.95": p95 } =
    report.current_response_time_percentiles;
  assert.deepEqual([Math.round(p50), Math.round(p95)], [20, 30]);
  assert.deepEqual([report.state, report.user_count, report.workers.length], ["spawning", 2, 1]);
});

const csvHeads = {
  "/stats/requests/csv":
    "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time," +
    "Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%",
  "/stats/requests_full_history/csv":
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%," +
    "Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time," +
    "Total Min Response Time,Total Max Response Time,Total Average Content Size",
  "/stats/failures/csv": "Method,Name,Error,Occurrences,First Seen,Last Seen",
  "/exceptions/csv": "Count,Message,Traceback,Nodes",
};

test("the CSV endpoints have Locust's headers to the byte, and file names that begin and end like Locust's and name the run", async (t) => {
  const { app, observers } = await pageServer(t);
  for (const [url, head] of Object.entries(csvHeads)) {
    const { statusCode, body } = await get(app, url);
    assert.deepEqual([statusCode, body.split("\r\n")[0]], [200, head], url);
  }
  await simulateRun({ observers, seconds: 1, record: traffic });
  const { headers, body } = await get(app, "/stats/requests/csv");
  assert.equal(body.split("\r\n")[0], csvHeads["/stats/requests/csv"]);
  assert.equal(headers["content-type"], "text/csv");
  assert.equal(
    headers["content-disposition"],
    "attachment;filename=Locust_2026-11-23T22-15-03-ab12_built-in_127.0.0.1-8080_requests.csv",
  );
  assert.match((await get(app, "/exceptions/csv")).body, /^1,exception: =boom\(\),at look\.ts:3,local\r$/m);
});

test("GET /exceptions and /tasks are shaped like Locust's", async (t) => {
  const { app, observers } = await pageServer(t);
  await simulateRun({ observers, seconds: 2, record: traffic });
  assert.deepEqual((await get(app, "/exceptions")).json(), {
    exceptions: [{ count: 2, msg: "=boom()", traceback: "at look.ts:3", nodes: "local" }],
  });
  assert.deepEqual((await get(app, "/tasks")).json(), { per_class: {}, total: {} });
  assert.deepEqual((await get(app, "/worker-count")).json(), { worker_count: 1 });
});

const swarm = (app: FastifyInstance, payload: string) =>
  app.inject({
    method: "POST",
    url: "/swarm",
    headers: { host, "content-type": "application/x-www-form-urlencoded" },
    payload,
  });

test("POST /swarm changes the users of the run that is under way, and says what was wrong as Locust does, with 200", async (t) => {
  const { app, asked } = await pageServer(t);
  const changed = (await swarm(app, "user_count=40&spawn_rate=2.5&host=http://127.0.0.1:8080")).json();
  assert.deepEqual(changed, { success: true, message: "Swarming started", host: "http://127.0.0.1:8080" });
  assert.deepEqual(asked, ["edit 2026-11-23T22-15-03-ab12 40 2.5"]);
  for (const [form, message] of [
    ["user_count=abc&spawn_rate=4", "Invalid user_count value: 'abc' (must be an integer)"],
    ["user_count=3", "Missing or invalid user_count or spawn_rate from /swarm request"],
    ["user_count=3&spawn_rate=x", "Invalid spawn_rate value: 'x' (must be a number)"],
  ] as const) {
    const { statusCode, body } = await swarm(app, form);
    assert.equal(statusCode, 200);
    assert.deepEqual([JSON.parse(body).success, JSON.parse(body).message], [false, message]);
  }
});

test("POST /swarm that the run refuses is no success, and POST /stop and /stats/reset need no run", async (t) => {
  const refusal = new KitError("PICKUP_EDIT_REFUSED", "the dataset has 20 users");
  const { app } = await pageServer(t, { refuse: refusal });
  const { success, message } = (await swarm(app, "user_count=40&spawn_rate=2")).json();
  assert.deepEqual([success, message], [false, "the dataset has 20 users"]);
  const post = (url: string) => app.inject({ method: "POST", url, headers: { host } });
  assert.deepEqual((await post("/stop")).json(), { success: true, message: "Test stopped" });
  assert.equal((await post("/stats/reset")).body, "ok");
});

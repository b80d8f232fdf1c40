import assert from "node:assert/strict";
import { test } from "node:test";
import { KitError, type Outcome, VirtualClock } from "../ground/index.ts";
import { RunStatistics, TickRecorder } from "../stats/index.ts";
import { exceptionsTable, failuresTable, historyHeader, historyRow, statsTable } from "./locust-tables.ts";

const startedAtMs = Date.UTC(2026, 10, 23, 22, 15, 3, 250);

function statistics(): RunStatistics {
  const recorder = new TickRecorder("0", new VirtualClock(startedAtMs));
  const file = (name: string, outcome: Outcome, reason: string, latencyMs: number) =>
    recorder.record({
      method: "GET",
      name,
      outcome,
      reason,
      bytesReceived: 1200,
      contentBytes: 1000,
      dueMs: 0,
      sentMs: 0,
      endMs: latencyMs,
    });
  for (const latencyMs of [0.5, 1, 1.5, 2]) file("/b", "ok", "", latencyMs);
  file("/b", "wrong-content", "missing, one", 10);
  file("=a", "http-error", "status 503", 1);
  recorder.scriptError("TypeError", "@x", "task", "TypeError: @x\n    at task.ts:1");
  recorder.tokens.failed(new KitError("PICKUP_TOKEN_REFUSED", "answered 500"));
  recorder.setFacts({ users: 7, cpuMs: 1, elapsedMs: 1000, rssBytes: 1 });
  const sum = new RunStatistics();
  sum.add(recorder.take(0));
  return sum;
}

test("the statistics have Locust's header and rows, the endpoints by name and the total as Aggregated", () => {
  assert.equal(
    statsTable(statistics(), 2),
    [
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%",
      "GET,/b,5,1,1.5,3,0.5,10,1000,2.5,0.5,1.5,2,2,2,10,10,10,10,10,10,10",
      "GET,'=a,1,1,0,0,0,0,1000,0.5,0.5,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A",
      ",Aggregated,6,2,1.5,3,0.5,10,1000,3,1,1.5,2,2,2,10,10,10,10,10,10,10",
      "",
    ].join("\r\n"),
  );
});

test("the history has Locust's header and one row a second with rates to six digits", () => {
  assert.equal(
    historyHeader,
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size\r\n",
  );
  const second = Math.floor(startedAtMs / 1000) + 1;
  assert.equal(
    historyRow(statistics(), startedAtMs),
    `${second},7,,Aggregated,6.000000,2.000000,1.5,2,2,2,10,10,10,10,10,10,10,6,2,1.5,3,0.5,10,1000\r\n`,
  );
});

test("failures have Locust's header, the reason with its outcome, and times in UTC", () => {
  const seen = "2026-11-23T22:15:03.250Z";
  assert.equal(
    failuresTable(statistics()),
    [
      "Method,Name,Error,Occurrences,First Seen,Last Seen",
      `GET,/b,"wrong-content: missing, one",1,${seen},${seen}`,
      `GET,'=a,http-error: status 503,1,${seen},${seen}`,
      "",
    ].join("\r\n"),
  );
});

test("exceptions have Locust's header and hold what is no outcome of a request", () => {
  assert.equal(
    exceptionsTable(statistics()),
    [
      "Count,Message,Traceback,Nodes",
      '1,TypeError: @x,"TypeError: @x\n    at task.ts:1",local',
      "1,PICKUP_TOKEN_REFUSED: answered 500,,local",
      "",
    ].join("\r\n"),
  );
});

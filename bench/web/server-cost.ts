// What the page costs the coordinator: `node bench/web/server-cost.ts [--endpoints 50] [--clients 10]`. An hour of merged
// seconds is played into the page's server without time passing, then a minute more with so many open event streams; the
// processor time of that minute is that of the whole process, views, messages and sockets together.
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/ground/index.ts";
import { RunViewBuilder, type RunObserver } from "../../src/results/index.ts";
import { loadSubject, RunFeed, startWebServer } from "../../src/web/index.ts";
import { simulateRun } from "../../test/support/simulated-run.ts";
import { closedSettings, idleControl } from "../../test/support/page-server.ts";

const { values } = parseArgs({
  options: { endpoints: { type: "string", default: "50" }, clients: { type: "string", default: "10" } },
});
const endpoints = Number(values.endpoints);
const hour = 3600;
const minute = 60;

const runs = mkdtempSync(join(tmpdir(), "bench-page-"));
const feed = new RunFeed(systemClock);
const view = new RunViewBuilder();
const form = () => ({ testName: "bench", datasetUsers: null, thresholds: [], userTypes: [], tags: [], fields: [] });
const server = await startWebServer(
  {
    settings: closedSettings,
    page: new URL(`file://${runs}/`),
    kitVersion: "0.0.0",
    clock: systemClock,
    log: console.error,
  },
  loadSubject({ control: idleControl, feed, form, runs, locustCompat: false }),
);

let before = process.cpuUsage();
let recordingMs = 0;
const follow: RunObserver = { name: "follow", start: (start) => void feed.follow(start, view) };

await simulateRun({
  observers: [follow, view],
  seconds: hour + minute,
  record(recorder, second) {
    const startedMs = performance.now();
    for (let i = 0; i < endpoints * 20; i++) {
      const endMs = 1 + ((i * 7919 + second * 31) % 5000) / 100;
      const name = `/endpoint-${i % endpoints}`;
      recorder.record({
        method: "GET",
        name,
        outcome: "ok",
        reason: "",
        bytesReceived: 100,
        dueMs: 0,
        sentMs: 0,
        endMs,
      });
    }
    if (second >= hour) recordingMs += performance.now() - startedMs;
  },
  async after(second) {
    if (second === hour - 1) {
      const startedMs = performance.now();
      feed.snapshot();
      console.log(`a snapshot of the hour: ${(performance.now() - startedMs).toFixed(1)} ms once per message`);
      const delays = monitorEventLoopDelay({ resolution: 1 });
      delays.enable();
      await openStream();
      await settled();
      delays.disable();
      console.log(`a page that opens holds the thread for ${(delays.max / 1e6).toFixed(1)} ms at the longest`);
      await Promise.all(Array.from({ length: Number(values.clients) - 1 }, openStream));
      await settled();
      before = process.cpuUsage();
    } else if (second >= hour) await settled();
  },
});
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000 - recordingMs;
console.log(
  `${endpoints} endpoints, ${values.clients} event streams, after an hour: ${(cpuMs / minute).toFixed(2)} ms of processor ` +
    `time a second = ${((cpuMs / minute / 1000) * 100).toFixed(2)} % of a core (merging and the clients' reading included)`,
);
await server.close();
rmSync(runs, { recursive: true });
process.exit(0);

/** A client that takes everything and looks at nothing. */
async function openStream(): Promise<void> {
  const { hostname, port, host } = new URL(server.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  await once(socket, "connect");
  socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  socket.resume();
  await once(socket, "data");
}

/** Lets the sockets take what was written. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 5));
}

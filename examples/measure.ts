// What is not HTTP, timed and counted like a request: here how long a plain TCP connection to the host takes to open.
//
//     pickup load measure.ts -H http://127.0.0.1:3000 -u 20 -r 10 -t 1m

import { once } from "node:events";
import { connect } from "node:net";
import { constant, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  setup(run) {
    const { hostname, port } = new URL(run.host);
    return { host: hostname, port: Number(port) };
  },
  // Runs once after the last request, also when the run failed or was interrupted.
  teardown(run, { port }) {
    console.log(`${run.id}: port ${port} may rest now`);
  },
  users: {
    caller: {
      wait: constant(0.2), // seconds
      tasks: {
        async open(user) {
          // An error that is thrown in it is a failed request; the signal ends it with the run.
          const socket = await user.measure("open a connection", async () => {
            const opening = connect(user.shared);
            await once(opening, "connect", { signal: user.signal });
            return opening;
          });
          socket.destroy();
          user.count("connections"); // a counter of the test's own; the results have its sum
        },
      },
    },
  },
  events: {
    // After each request and each measure, in every worker.
    request(sample, user) {
      if (sample.endMs - sample.sentMs > 1000) user.count("slower than a second");
    },
  },
  thresholds: ["measure open a connection: p95<200ms"],
});

// Requests that arrive at a rate, however slow the answers are: as from a large public, where a known number of users
// would wait. The thresholds are the verdict, and one of them ends the run at once.
//
//     pickup load arrival-rate.ts -H http://127.0.0.1:3000
//     pickup load arrival-rate.ts -H http://127.0.0.1:3000 --arrival-rate 200/s -t 5m

import { constant, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  // A flag is stronger than what stands here.
  options: { arrivalRate: "50/s", users: 100, runTime: "1m" },
  users: {
    visitor: {
      wait: constant(0), // without meaning here: the rate says when a task starts
      tasks: {
        list: { weight: 4, run: async (user) => void (await user.http.get("/products")) },
        order: {
          weight: 1,
          async run(user) {
            const answer = await user.http.post("/orders", { json: { product: "p1" } });
            if (answer.status !== 201) answer.fail(`status ${answer.status}`);
          },
        },
      },
    },
  },
  thresholds: [
    "p95<1s",
    "GET /products: p99<2s",
    "p99[10s]<3s", // in every ten seconds
    "missed-starts<1%", // of the starts that found no user free: give more with -u
    { expression: "failures[10s]<20%", abort: true, grace: "10s" },
  ],
});

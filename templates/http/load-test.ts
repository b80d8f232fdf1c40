// A load test of an HTTP API: any number of users, no data of their own, and checks that you write.
//
//     pickup try load-test.ts
//     pickup load load-test.ts -u 20 -r 10 -t 1m
import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    visitor: {
      wait: between(1, 5), // seconds between two tasks
      headers: { accept: "application/json" },
      tasks: {
        async home(user) {
          const answer = await user.http.get("/");
          if (answer.status !== 200) answer.fail(`status ${answer.status}`);
        },
        detail: {
          weight: 3, // three times as often as home
          async run(user) {
            const number = user.random.integer(100);
            // All of them are counted as one endpoint, by this name.
            const answer = await user.http.get(`/items/${number}`, { name: "/items/{number}" });
            if (answer.status === 404) answer.ok(); // not every number is taken
          },
        },
      },
    },
  },
  thresholds: ["failures<1%", "p95<500ms"],
  options: { host: "http://127.0.0.1:3000" }, // or -H; a host elsewhere belongs into `allowHosts` as well
});

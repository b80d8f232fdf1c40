// A journey in a fixed order with side trips, and tags that choose which of it runs. A shop again:
//
//     pickup load journey.ts -H http://127.0.0.1:3000 -u 40 -r 10 -t 1m
//     pickup load journey.ts -H http://127.0.0.1:3000 --tags read
//     pickup load journey.ts -H http://127.0.0.1:3000 --exclude-tags order

import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    customer: {
      wait: between(0.1, 0.5), // seconds
      // Once before the first task of each user, and once after its last one.
      async onStart(user) {
        await user.http.get("/products", { name: "first look" });
      },
      async onStop(user) {
        await user.http.delete("/basket");
      },
      tasks: {
        // From the first to the last, with a wait after each, before anything else is picked.
        purchase: {
          weight: 3,
          order: "sequence",
          tasks: {
            list: { tags: ["read"], run: async (user) => void (await user.http.get("/products")) },
            // A group inside the sequence: one of the two, by weight.
            choose: {
              tags: ["read"],
              tasks: {
                cheap: { weight: 4, run: async (user) => void (await user.http.get("/products/p1")) },
                dear: async (user) => void (await user.http.get("/products/p2")),
              },
            },
            order: {
              tags: ["order"],
              async run(user) {
                const answer = await user.http.post("/orders", { json: { product: "p1" } });
                if (answer.status === 201) user.count("orders");
                else answer.fail(`status ${answer.status}`);
              },
            },
          },
        },
        help: { weight: 1, tags: ["read"], run: async (user) => void (await user.http.get("/help")) },
      },
    },
  },
});

// Several kinds of users: two clerks, whatever the number of users, and of the others four visitors for each buyer.
//
//     pickup load several-users.ts -H http://127.0.0.1:3000 -u 50 -r 10 -t 1m

import { between, constantPacing, constantThroughput, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    clerk: {
      fixedCount: 2, // the first to be started and the last to be stopped
      wait: constantPacing(0.5), // a task each half second, however long it takes
      headers: { "x-role": "clerk" },
      tasks: {
        async restock(user) {
          await user.http.put("/products/p1", { json: { price: 10 } });
        },
      },
    },
    visitor: {
      weight: 4,
      wait: between(0.2, 1),
      tasks: {
        async look(user) {
          await user.http.get("/products");
        },
      },
    },
    buyer: {
      weight: 1,
      wait: constantThroughput(2), // two tasks a second; after a slow one the next ones make up for it
      tasks: {
        async buy(user) {
          const answer = await user.http.post("/orders", { json: { product: "p1" } });
          if (answer.status !== 201) answer.fail(`status ${answer.status}`);
        },
      },
    },
    sleeper: {
      weight: 1,
      wait: (user) => 0.2 + user.random.next() ** 2, // a wait of one's own, in seconds
      tasks: {
        async wake(user) {
          await user.http.get("/help");
        },
      },
    },
  },
});

// Users from a file: each virtual user is one row of feeder.csv, and no two are the same one at the same time. There can
// be millions of rows; each is read when its user needs it.
//
//     pickup load feeder.ts -H http://127.0.0.1:3000 -u 5 -r 5 -t 1m

import { between, defineLoadTest, rows } from "pickup-load-test";

interface Account {
  readonly login: string;
  readonly password: string;
}

export default defineLoadTest({
  // Seen from this file. JSON lines work as well; `mode: "shared"` allows more users than rows.
  dataset: rows<Account>("feeder.csv", { id: "login" }),
  users: {
    customer: {
      wait: between(0.1, 0.5), // seconds
      async onStart(user) {
        const [account] = user.rows();
        const answer = await user.http.post("/login", { json: account });
        if (answer.status !== 200) answer.fail(`${user.id} cannot log in: status ${answer.status}`);
      },
      tasks: {
        async look(user) {
          await user.http.get("/products", { headers: { "x-user": user.id } });
        },
      },
    },
  },
});

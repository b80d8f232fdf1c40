// The highest load that an API bears: the search raises the rate until a threshold is crossed, then closes in on the
// limit. Each load it tries is a step of the results.
//
//     pickup load find-max.ts --headless --find-max -u 500 -H http://127.0.0.1:3000
//     pickup load find-max.ts --headless --find-max --max-of users -u 500 -H http://127.0.0.1:3000

import { constantThroughput, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    visitor: {
      wait: constantThroughput(2), // of each user, when the search is for users
      tasks: {
        async list(user) {
          await user.http.get("/products");
        },
      },
    },
  },
  // What "bears" means.
  thresholds: ["p99<1s", "failures<0.1%"],
});

// The pickup service under load: every viewer asks for its own history, and each answer is compared with what that
// viewer is owed. Needs a config (`pickup init` has written one) and seeded markers:
//
//     pickup local &
//     pickup config 50; pickup seed
//     pickup load continue-watching.ts -u 50 -r 10 -t 2m

import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    viewer: {
      wait: between(1, 5), // seconds
      bearer: (user) => user.token(), // asked for every request, so a refreshed token is used at once
      tasks: {
        continueWatchingHistory: {
          weight: 100,
          async run(user) {
            const answer = await user.http.get("/continuewatchinghistory");
            if (answer.status !== 200) answer.fail(`status ${answer.status}`);
            else user.verify(answer);
          },
        },
      },
    },
  },
  thresholds: ["failures<1%", "wrong-content==0", "p99<300ms"],
});

// The scripted user of the benchmarks that compares every body with what its user is owed, under a token of its own.
import { constant, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    viewer: {
      wait: constant(0),
      bearer: (user) => user.token(),
      headers: { accept: "application/json" },
      tasks: {
        async read(user) {
          const answer = await user.http.get("/continuewatchinghistory");
          if (answer.status !== 200) answer.fail(`status ${answer.status}`);
          else user.verify(answer);
        },
      },
    },
  },
});

// The scripted user of the benchmarks with the pauses of a real one: 1 to 5 seconds between two requests.
import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    reader: {
      wait: between(1, 5),
      bearer: (user) => `user-${user.index}.${"t".repeat(200)}`,
      headers: { accept: "application/json" },
      tasks: {
        async read(user) {
          const answer = await user.http.get("/continuewatchinghistory");
          if (answer.status !== 200) answer.fail(`status ${answer.status}`);
        },
      },
    },
  },
});

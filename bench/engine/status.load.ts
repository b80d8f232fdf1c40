// The scripted user of the benchmarks: an async function that asks, as a user of its own, and checks the status.
import { constant, defineLoadTest } from "pickup-load-test";

const tokens: string[] = [];

export default defineLoadTest({
  users: {
    reader: {
      wait: constant(0),
      bearer: (user) => (tokens[user.index] ??= `user-${user.index}.${"t".repeat(200)}`),
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

import { between, defineLoadTest } from "../index.ts";

/** The built-in load test: every viewer asks for its own history and compares the answer with what it is owed. */
export default defineLoadTest({
  users: {
    viewer: {
      wait: between(1, 5),
      bearer: (user) => user.token(),
      headers: { accept: "application/json" },
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
});

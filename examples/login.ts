// A login flow with cookies: each user logs in once, keeps its session, logs in anew when it has expired, and logs out.
//
//     pickup load login.ts -H http://127.0.0.1:3000 -u 20 -r 10 -t 1m

import { between, defineLoadTest, type User } from "pickup-load-test";

async function logIn(user: Pick<User<unknown, unknown>, "id" | "http">): Promise<void> {
  const answer = await user.http.post("/login", { json: { login: user.id, password: process.env.PASSWORD ?? "test" } });
  if (answer.status !== 200) answer.fail(`cannot log in: status ${answer.status}`);
}

export default defineLoadTest({
  users: {
    member: {
      wait: between(0.1, 0.5), // seconds
      cookies: true, // what the server sets is sent back, for each user apart
      onStart: logIn,
      async onStop(user) {
        await user.http.post("/logout");
      },
      tasks: {
        account: {
          weight: 3,
          async run(user) {
            const answer = await user.http.get("/account");
            if (answer.status === 401) {
              answer.ok(); // sessions expire; that is no failure
              user.count("expired sessions");
              await logIn(user);
            } else if (answer.status === 200 && (answer.json() as { login: string }).login !== user.id) {
              answer.fail("another member's account");
            }
          },
        },
        async look(user) {
          await user.http.get("/products");
        },
      },
    },
  },
  thresholds: ["failures<1%", "POST /login: p95<2s"],
});

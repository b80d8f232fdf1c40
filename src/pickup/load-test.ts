import { setTimeout as pause } from "node:timers/promises";
import { between, defineLoadTest, type User } from "../index.ts";

type Viewer = Pick<User<unknown, unknown>, "http" | "verify">;

/** How often a viewer looks for what it has written, while the service may still take its time (--visible-within). */
const lookAgainMs = 100;
/** Titles of another viewer that a probe asks for. */
const mostProbed = 20;

async function readHistory(viewer: Viewer): Promise<void> {
  const answer = await viewer.http.get("/continuewatchinghistory");
  if (answer.status !== 200) answer.fail(`status ${answer.status}`);
  else viewer.verify(answer);
}

/**
 * The built-in load test: every viewer asks for its own history and compares the answer with what it is owed. With
 * `--writes` viewers move on in their titles as well.
 */
export default defineLoadTest({
  isolation: {
    own: "/continuewatchinghistory",
    another(_user, other) {
      const ids = Array.from(other.rows(), ({ asset, parent }) => asset ?? parent);
      return ids.length === 0 ? null : `/markers/${ids.slice(0, mostProbed).join()}`;
    },
  },
  users: {
    viewer: {
      wait: between(1, 5),
      bearer: (user) => user.token(),
      headers: { accept: "application/json" },
      tasks: {
        continueWatchingHistory: { weight: 100, run: (user) => readHistory(user) },
        moveOn: {
          writes: true,
          async run(user) {
            const marker = user.ledger.draft();
            if (marker === null) return;
            const { position, runtime, timeMs: creationTime } = marker;
            const json = { creationTime, position, runtime };
            const path = `/markers/${marker.asset ?? marker.parent}`;
            const answer = await user.ledger.send(marker, () => user.http.post(path, { json, name: "/markers/{id}" }));
            if (answer.status !== 202) return answer.fail(`status ${answer.status}`);
            while (user.ledger.unseen > 0) {
              await readHistory(user);
              if (user.ledger.unseen > 0) await pause(lookAgainMs, undefined, { signal: user.signal });
            }
          },
        },
      },
    },
  },
});

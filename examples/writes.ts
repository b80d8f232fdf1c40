// Viewers who write: one in five tasks moves on in a title. The ledger remembers what was acknowledged, and from then on
// every answer must show it. A write that was lost is found, even after the run, by `pickup verify`.
//
//     pickup local &
//     pickup config 50 && pickup seed
//     pickup load writes.ts --writes 20% -u 50 -r 10 -t 2m

import { between, defineLoadTest } from "pickup-load-test";

export default defineLoadTest({
  users: {
    viewer: {
      wait: between(0.5, 2), // seconds
      bearer: (user) => user.token(),
      tasks: {
        async continueWatchingHistory(user) {
          user.verify(await user.http.get("/continuewatchinghistory"));
        },
        moveOn: {
          writes: true, // runs only with --writes, as that share of all tasks
          async run(user) {
            const marker = user.ledger.draft(); // one of the viewer's titles, a little further on
            if (marker === null) return;
            const { position, runtime, timeMs: creationTime } = marker;
            const json = { creationTime, position, runtime };
            const path = `/markers/${marker.asset ?? marker.parent}`;
            await user.ledger.send(marker, () => user.http.post(path, { json, name: "/markers/{id}" }));
          },
        },
      },
    },
  },
  thresholds: ["failures<1%", "wrong-content==0"],
});

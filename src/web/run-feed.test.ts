import assert from "node:assert/strict";
import { test } from "node:test";
import { simulatedStart, simulateRun } from "../../test/support/simulated-run.ts";
import { VirtualClock } from "../ground/index.ts";
import { type RunObserver, RunViewBuilder } from "../results/index.ts";
import type { FromServer } from "./protocol.ts";
import { RunFeed } from "./run-feed.ts";

test("a page hears what a run came to when its results are written, and not before", async () => {
  const feed = new RunFeed(new VirtualClock());
  const view = new RunViewBuilder();
  const events: string[] = [];
  feed.messages.listen(({ json }) => {
    const message = JSON.parse(json) as FromServer;
    if (message.type === "snapshot" && message.view?.summary) events.push("the verdict is shown");
  });
  const folder: RunObserver = {
    name: "folder",
    async end() {
      await new Promise((resolve) => setImmediate(resolve));
      events.push("the results are written");
    },
  };
  const observers = [view, folder, feed.follow(simulatedStart(), view)];
  await simulateRun({ observers, seconds: 3, record: () => undefined });
  assert.deepEqual(events, ["the results are written", "the verdict is shown"]);
});

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { listening } from "../../test/support/dynalite.ts";
import { bodyOf, honestEntries } from "../../test/support/honest-answer.ts";
import { loadInput, play } from "../../test/support/play.ts";
import { generateConfig, pickupDataset } from "../dataset/index.ts";
import { constant, eachOncePlan } from "../engine/index.ts";
import { systemClock } from "../ground/index.ts";
import { defineLoadTest } from "./define.ts";

const config = generateConfig({ users: 4, seed: "verify", days: 60, records: 6 }, systemClock);
const dataset = pickupDataset(config);

const asking = defineLoadTest({
  users: {
    viewer: {
      wait: constant(0),
      tasks: {
        async history(user) {
          user.verify(await user.http.get("/history", { headers: { "x-user": String(user.index) }, timeout: "300ms" }));
        },
      },
    },
  },
});

/** Plays all four users against a service that answers each with what `answerOf` says; null: with nothing. */
async function verified(answerOf: (user: number) => Buffer | null) {
  const server = createServer((request, response) => {
    const body = answerOf(Number(request.headers["x-user"]));
    if (body !== null) response.end(body);
  });
  await using running = await listening(server);
  const played = await play(asking, { input: loadInput(running.endpoint, { config }), plan: eachOncePlan(4, 4, 2) });
  return { ...played, outcomes: played.tick.endpoints[0]!.outcomes };
}

function honest(user: number) {
  return honestEntries(dataset, user, {}, Date.now());
}

test("an answer that is exactly what its user is owed passes", async () => {
  const { outcomes, evidence, tick } = await verified((user) => bodyOf(honest(user)));
  assert.equal(outcomes.ok, 4);
  assert.deepEqual([evidence.checked, evidence.right, tick.samples], [4, 4, []]);
});

test("a wrong answer is wrong-content with its reason, and is kept with both sides", async () => {
  const { outcomes, evidence, tick, errors } = await verified((user) =>
    bodyOf(user === 2 ? honest(user).slice(1) : honest(user)),
  );
  assert.deepEqual([outcomes.ok, outcomes["wrong-content"]], [3, 1]);
  assert.deepEqual(errors, [{ code: "wrong-content", message: "missing", endpoint: "GET /history", count: 1 }]);
  assert.deepEqual([evidence.right, evidence.wrong], [3, 1]);
  const [sample] = tick.samples;
  assert.deepEqual(
    [sample!.endpoint, sample!.userId, sample!.reason, sample!.status],
    ["GET /history", dataset.idOf(2), "missing", 200],
  );
  assert.notEqual(sample!.difference!.expected, sample!.difference!.got);
  assert.equal(sample!.request, "GET /history");
  assert.deepEqual(JSON.parse(sample!.bodyExcerpt), JSON.parse(bodyOf(honest(2).slice(1)).toString()));
});

test("the answer owed to another user is wrong", async () => {
  const { outcomes } = await verified((user) => bodyOf(honest((user + 1) % 4)));
  assert.equal(outcomes["wrong-content"], 4);
});

test("a request without an answer keeps its own outcome and is not compared", async () => {
  const { outcomes, evidence } = await verified((user) => (user === 1 ? null : bodyOf(honest(user))));
  assert.deepEqual([outcomes.ok, outcomes.timeout], [3, 1]);
  assert.equal(evidence.checked, 3);
});

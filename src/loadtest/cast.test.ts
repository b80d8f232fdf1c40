import assert from "node:assert/strict";
import { test } from "node:test";
import { loadInput } from "../../test/support/play.ts";
import { constant } from "../engine/index.ts";
import { RandomStream, seedKeyOf, VirtualClock } from "../ground/index.ts";
import { TickRecorder } from "../stats/index.ts";
import { TokenPool } from "../tokens/index.ts";
import { EvidenceCollector } from "../verification/index.ts";
import { castOf } from "./cast.ts";
import type { UserType } from "./define.ts";
import type { AnyLoadTest } from "./test-file.ts";
import type { AnyUser } from "./user-types.ts";

const act = () => undefined;
const random = () => new RandomStream(seedKeyOf("cast"), 0);

/** A cast that opens no connection, with what it reports. */
function castFor(users: AnyLoadTest["users"], seed = "seed") {
  const clock = new VirtualClock();
  const recorder = new TickRecorder("0", clock);
  const tokens = new TokenPool(
    { fetch: () => Promise.resolve({ value: "", expiresAtMs: null }) },
    { clock, random: random(), recorder: recorder.tokens },
  );
  const input = loadInput("http://127.0.0.1:1", { seed });
  return {
    recorder,
    cast: castOf(
      { users },
      {
        input,
        dataset: null,
        truth: null,
        ledger: null,
        isolation: null,
        recorder,
        evidence: new EvidenceCollector(),
        tokens,
        clock,
      },
    ),
  };
}

function waiting(wait: UserType<AnyUser>["wait"]) {
  const { cast, recorder } = castFor({ viewer: { wait, tasks: { act } } });
  const { behaviour } = cast(3);
  return { due: () => behaviour.wait.nextDueMs(0, 1000, random()), errors: () => recorder.take(0).errors };
}

test("a wait of one's own gives seconds after the end of the task, and knows its user", () => {
  assert.equal(waiting(() => 2.5).due(), 3500);
  assert.equal(waiting((user) => user.index).due(), 4000);
  assert.equal(waiting(() => -4).due(), 1000);
});

test("a wait of one's own that throws or gives no number is counted, and the user goes on after a second", () => {
  const throwing = waiting(() => {
    throw new Error("no wait today");
  });
  assert.equal(throwing.due(), 2000);
  assert.deepEqual(
    throwing.errors().map(({ code, message }) => [code, message]),
    [["exception", "no wait today"]],
  );
  const wordy = waiting(() => Number("soon"));
  assert.equal(wordy.due(), 2000);
  assert.match(wordy.errors()[0]!.message, /gave NaN, which is no number of seconds/);
});

test("the place in the run decides the type of a user, its index decides its way through the tasks", () => {
  const wait = constant(1);
  const { cast } = castFor({
    clerk: { wait, fixedCount: 1, tasks: { restock: act } },
    viewer: { wait, tasks: { look: act } },
  });
  const taskOf = (index: number, place?: number) => {
    const [task] = cast(index, place).behaviour.tasks.children;
    return task!.kind === "leaf" ? task!.name : "";
  };
  assert.deepEqual([taskOf(0), taskOf(1), taskOf(70, 0), taskOf(0, 70)], ["restock", "look", "restock", "look"]);
  const draws = (index: number, place: number, seed?: string) =>
    Array.from({ length: 4 }, () =>
      castFor({ viewer: { wait, tasks: { act } } }, seed)
        .cast(index, place)
        .random.next(),
    );
  assert.deepEqual(draws(5, 0), draws(5, 9));
  assert.notDeepEqual(draws(5, 0), draws(6, 0));
  assert.notDeepEqual(draws(5, 0), draws(5, 0, "other seed"));
});

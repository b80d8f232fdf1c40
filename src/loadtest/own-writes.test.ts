import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { listening } from "../../test/support/dynalite.ts";
import { loadInput, play } from "../../test/support/play.ts";
import { constant } from "../engine/index.ts";
import { defineLoadTest } from "./define.ts";

interface Note {
  readonly title: string;
  readonly page: number;
  readonly readAtMs: number;
}

const now = 1_795_000_000_000;
const shelf = {
  users: 2,
  idOf: (i: number) => `reader-${i}`,
  rowsOf: (i: number): Note[] => [{ title: `book-${i}`, page: 10, readAtMs: now }],
};
const shape = {
  list: "shelf.books",
  id: "title",
  time: "at",
  timeFormat: "epoch-milliseconds",
  fields: { page: "number" },
  shows: ({ title, page, readAtMs }: Note) => ({ title, page, at: readAtMs }),
} as const;

/** A reader writes a page and looks; the service answers the write with `status` and then shows `page`. */
async function written(status: number, page: number, id = "book-0") {
  const server = createServer((request, response) => {
    request.resume();
    response.statusCode = request.method === "POST" ? status : 200;
    const at = page === 10 ? now : now + 1;
    response.end(JSON.stringify({ shelf: { books: [{ title: id, page, at }] } }));
  });
  await using running = await listening(server);
  const counts: number[] = [];
  const reading = defineLoadTest({
    dataset: shelf,
    answers: shape,
    users: {
      reader: {
        wait: constant(0),
        tasks: {
          async read(user) {
            const row = { title: "book-0", page: 11, readAtMs: now + 1 };
            const answer = await user.ledger.send(row, () => user.http.post("/pages", { json: row }));
            answer.ok();
            const { acknowledged, failed, unknown } = user.ledger;
            counts.push(acknowledged, failed, unknown);
            user.verify(await user.http.get("/shelf"));
          },
        },
      },
    },
  });
  const { tick, evidence, errors } = await play(reading, { input: loadInput(running.endpoint) });
  assert.deepEqual([tick.writes.acknowledged, tick.writes.failed, tick.writes.unknown], counts);
  return { counts, reasons: errors.map(({ message }) => message), checked: evidence.checked };
}

test("an acknowledged write is owed, in the shape that the test declares for its own dataset", async () => {
  assert.deepEqual(await written(201, 11), { counts: [1, 0, 0], reasons: [], checked: 1 });
  assert.deepEqual(await written(201, 10), { counts: [1, 0, 0], reasons: ["stale"], checked: 1 });
});

test("a refused write must not be shown, a doubtful one may be", async () => {
  assert.deepEqual(await written(409, 10), { counts: [0, 1, 0], reasons: [], checked: 1 });
  assert.deepEqual(await written(409, 11), { counts: [0, 1, 0], reasons: ["extra"], checked: 1 });
  assert.deepEqual(await written(503, 10), { counts: [0, 0, 1], reasons: [], checked: 1 });
  assert.deepEqual(await written(503, 11), { counts: [0, 0, 1], reasons: [], checked: 1 });
});

test("another user's row is recognised in a dataset of the test's own", async () => {
  assert.deepEqual((await written(409, 10, "book-1")).reasons, ["other-user"]);
});

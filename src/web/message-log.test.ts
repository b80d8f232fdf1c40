import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualClock } from "../ground/index.ts";
import { MessageLog } from "./message-log.ts";
import type { FromServer } from "./protocol.ts";

const line = (text: string) => ({ type: "log" as const, lines: [{ atMs: 0, level: "info" as const, text }] });
const textsOf = (messages: ReturnType<MessageLog["since"]>) =>
  messages?.map(({ json }) => (JSON.parse(json) as FromServer & { type: "log" }).lines[0]!.text);

test("a page that missed messages gets exactly those, in their order, numbered without gaps", () => {
  const log = new MessageLog(new VirtualClock(1000));
  const heard: number[] = [];
  const leave = log.listen(({ seq }) => heard.push(seq));
  for (const text of ["a", "b", "c"]) log.send(line(text));
  leave();
  log.send(line("d"));
  assert.deepEqual(heard, [heard[0], heard[0]! + 1, heard[0]! + 2]);
  assert.deepEqual(textsOf(log.since(heard[0]!)), ["b", "c", "d"]);
  assert.deepEqual(log.since(log.seq), []);
});

test("numbers of an earlier process, of the future, and from before what is kept are not known", () => {
  const earlier = new MessageLog(new VirtualClock(1000));
  earlier.send(line("a"));
  const log = new MessageLog(new VirtualClock(60_000));
  for (let i = 0; i < 1000; i++) log.send(line(String(i)));
  assert.equal(log.since(earlier.seq), null);
  assert.equal(log.since(log.seq + 1), null);
  assert.equal(log.since(log.seq - 950), null);
  assert.equal(log.since(log.seq - 900)?.length, 900);
});

test("long messages are kept for a bounded number of characters only, but the last one always", () => {
  const log = new MessageLog(new VirtualClock(1000));
  for (let i = 0; i < 4; i++) log.send(line("x".repeat(6 * 1024 * 1024)));
  assert.equal(log.since(log.seq - 2)?.length, 2);
  assert.equal(log.since(log.seq - 3), null);
  log.send(line("y".repeat(20 * 1024 * 1024)));
  assert.equal(log.since(log.seq - 1)?.length, 1);
});

test("what was forgotten can be caught up with by nobody, and what follows by whoever saw the forgetting", () => {
  const log = new MessageLog(new VirtualClock(1000));
  log.send(line("a"));
  const seen = log.seq;
  log.forget();
  assert.equal(log.since(seen), null);
  const after = log.seq;
  log.send(line("b"));
  assert.deepEqual(textsOf(log.since(after)), ["b"]);
});

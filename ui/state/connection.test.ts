import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, type EventStream, type Hearing } from "./connection.ts";
import type { FromServer } from "./protocol.ts";

class ScriptedStream extends EventTarget implements EventStream {
  readyState = 0;

  close(): void {
    this.readyState = 2;
  }

  say(message: object): void {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  breakOff(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

/** A connection in a world whose seconds pass when the test says so. */
function scriptedWorld() {
  const streams: ScriptedStream[] = [];
  const asked: string[] = [];
  const heard: number[] = [];
  const modes: Hearing["mode"][] = [];
  const world = { nowMs: 0, pollAnswer: null as FromServer[] | null, second: () => {} };
  const connection = new Connection(
    {
      nowMs: () => world.nowMs,
      openStream: () => streams[streams.push(new ScriptedStream()) - 1]!,
      fetchJson: async (url) => {
        asked.push(url);
        if (world.pollAnswer === null) throw new Error("unreachable");
        return { version: 1, messages: world.pollAnswer };
      },
      everySecond: (callback) => {
        world.second = callback;
        return () => {
          world.second = () => {};
        };
      },
    },
    { message: ({ seq }) => heard.push(seq), hearing: ({ mode }) => modes.push(mode) },
  );
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      world.nowMs += 1000;
      world.second();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  connection.open();
  return { world, connection, streams, asked, heard, modes, pass };
}

const snapshot = (seq: number): FromServer =>
  ({ version: 1, seq, sentAtMs: 0, type: "snapshot", view: { state: "running" } }) as unknown as FromServer;
const tick = (seq: number): FromServer =>
  ({ version: 1, seq, sentAtMs: 0, type: "tick", run: "r", tick: { state: "running" } }) as unknown as FromServer;

test("messages of the stream are handed on once each", () => {
  const { streams, heard, modes } = scriptedWorld();
  for (const message of [snapshot(7), tick(8), tick(8), tick(9)]) streams[0]!.say(message);
  assert.deepEqual(heard, [7, 8, 9]);
  assert.deepEqual(modes, ["live"]);
});

test("a stream that was refused is replaced, and meanwhile the page polls", async () => {
  const { streams, world, asked, heard, modes, pass } = scriptedWorld();
  streams[0]!.say(snapshot(1));
  streams[0]!.breakOff(2);
  world.pollAnswer = [tick(2)];
  await pass(3);
  assert.ok(asked.includes("api/poll?after=1"), asked.join());
  assert.deepEqual(heard, [1, 2]);
  assert.equal(modes.at(-1), "polling");
  await pass(3);
  assert.equal(streams.length, 2);
  streams[1]!.say(snapshot(4));
  assert.equal(modes.at(-1), "live");
});

test("a stream that mends itself is left alone", async () => {
  const { streams, asked, modes, pass } = scriptedWorld();
  streams[0]!.say(snapshot(1));
  streams[0]!.breakOff(0);
  await pass(1);
  streams[0]!.say(tick(2));
  await pass(1);
  assert.deepEqual([streams.length, asked.length, modes.join()], [1, 0, "live"]);
});

test("when nothing can be heard the page says since when", async () => {
  const { streams, modes, heard, world, pass } = scriptedWorld();
  streams[0]!.say(snapshot(1));
  streams[0]!.breakOff(0);
  await pass(8);
  assert.equal(modes.at(-1), "stale");
  world.pollAnswer = [tick(2)];
  await pass(1);
  assert.equal(modes.at(-1), "polling");
  assert.deepEqual(heard, [1, 2]);
});

test("a stream that is open but silent while a run goes on is opened anew", async () => {
  const { streams, pass } = scriptedWorld();
  streams[0]!.say(snapshot(1));
  await pass(7);
  assert.ok(streams.length > 1);
});

test("after a gap everything is asked for anew", async () => {
  const { streams, world, asked, heard, pass } = scriptedWorld();
  streams[0]!.say(snapshot(1));
  world.pollAnswer = [snapshot(5)];
  streams[0]!.say(tick(4));
  await pass(1);
  assert.deepEqual(asked, ["api/poll"]);
  streams[0]!.say(tick(6));
  assert.deepEqual(heard, [1, 5, 6]);
});

test("a server that was started anew is believed, though its numbers are lower", () => {
  const { streams, heard } = scriptedWorld();
  streams[0]!.say(snapshot(50));
  streams[0]!.say(snapshot(1));
  streams[0]!.say(tick(2));
  assert.deepEqual(heard, [50, 1, 2]);
});

test("messages of another version are not read", () => {
  const { streams, heard, modes } = scriptedWorld();
  streams[0]!.say({ ...snapshot(1), version: 2 });
  assert.deepEqual([heard.length, modes.at(-1)], [0, "outdated"]);
});

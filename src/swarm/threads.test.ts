import assert from "node:assert/strict";
import { test } from "node:test";
import { threadTransport } from "./threads.ts";

const lastWords = `
  import { parentPort } from "node:worker_threads";
  parentPort.postMessage({ type: "done" });
  setImmediate(() => { throw new Error("a stray timer"); });`;

test("what a thread said is heard before its end, and the end tells the error that caused it", async () => {
  const transport = threadTransport(8, new URL(`data:text/javascript,${encodeURIComponent(lastWords)}`));
  const { links } = await transport.open({ joined() {}, failed() {} });
  const heard = await Promise.all(
    links.map((link) => {
      const words: string[] = [];
      return new Promise<string[]>((resolve) => {
        link.listen({
          message: ({ type }) => words.push(type),
          lost: (reason) => resolve([...words, /a stray timer/.exec(reason)?.[0] ?? reason]),
        });
      });
    }),
  );
  await transport.close();
  assert.deepEqual(
    heard,
    links.map(() => ["done", "a stray timer"]),
  );
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type NatsServer, startNats } from "../../../test/support/nats.ts";
import { needs } from "../../../test/support/needs.ts";
import { type KitError, systemClock } from "../../ground/index.ts";
import { Coordinator } from "../coordinator.ts";
import { connectHub } from "./hub.ts";
import { serveMachine } from "./machine.ts";
import { natsTransport } from "./nats-transport.ts";
import { Outbox } from "./outbox.ts";
import { makeRunSpace, removeRunSpace } from "./run-space.ts";

function transportOver({ url }: NatsServer, files: ReadonlyMap<string, Uint8Array> = new Map()) {
  const interruption = new AbortController();
  const transport = natsTransport({
    settings: { url },
    runId: "limits",
    version: "2.0.0",
    machines: 1,
    parts: 64,
    maxBytes: 1024 ** 2,
    files,
    memo: {},
    onLine: () => undefined,
    pack: (input) => input,
    clock: systemClock,
    interrupted: interruption.signal,
    notice: () => undefined,
  });
  return { transport, interrupt: () => interruption.abort() };
}

const nobody = { joined: () => undefined, failed: () => undefined };

test("a machine of another version is told so in one line and ends", needs("nats-server"), async (t) => {
  const nats = await startNats(t);
  const stateFolder = mkdtempSync(join(tmpdir(), "pickup-limits-"));
  t.after(() => rmSync(stateFolder, { recursive: true, force: true }));
  const { transport, interrupt } = transportOver(nats);
  const opened = transport.open(nobody);
  const machine = serveMachine({
    settings: { url: nats.url },
    name: "old",
    version: "1.0.0",
    threads: 1,
    entry: new URL("none.ts", import.meta.url),
    stateFolder,
    localize: (_job, input) => input,
    clock: systemClock,
    interrupted: new AbortController().signal,
    notice: () => undefined,
  });
  await assert.rejects(machine, ({ code, message }: KitError) => {
    assert.match(message, /old-\w+ runs pickup-load-test 1\.0\.0, the coordinator 2\.0\.0/);
    return code === "PICKUP_WORKER_VERSION";
  });
  interrupt();
  await assert.rejects(opened, { code: "PICKUP_INTERRUPTED" });
  await transport.close();
});

test("what the server has no room for is named, with its size", needs("nats-server"), async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "pickup-limits-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "small.conf"), "jetstream { max_file_store: 2MB }\n");
  const nats = await startNats(t, ["-js", "-c", join(folder, "small.conf")]);
  const { transport } = transportOver(nats, new Map([["load-test.mjs", new Uint8Array(4 * 1024 ** 2)]]));
  const order = { job: "load", input: {}, shareOf: () => 0, onReports: () => undefined };
  await assert.rejects(Coordinator.prepare(order, transport, systemClock), {
    code: "PICKUP_NATS_SPACE",
    message: /no room for load-test\.mjs, 4 MB/,
  });
  await transport.close();
});

test(
  "a full stream and a letter that is too large are told and not sent again and again",
  needs("nats-server"),
  async (t) => {
    const nats = await startNats(t);
    const hub = await connectHub({ url: nats.url }, "limits");
    const space = await makeRunSpace(hub, "limits", 200_000);
    const failure = async (sizes: readonly number[]) => {
      const failed = Promise.withResolvers<KitError>();
      const outbox = new Outbox(hub.streams, systemClock, failed.resolve);
      for (const [n, size] of sizes.entries()) {
        const letter = { subject: space.names.from("a"), bytes: new Uint8Array(size), id: `${sizes.length}.${n}` };
        outbox.post(() => letter);
      }
      return (await failed.promise).code;
    };
    assert.equal(await failure([2 * 1024 ** 2]), "PICKUP_NATS_TOO_LARGE");
    assert.equal(await failure([90_000, 90_000, 90_000]), "PICKUP_NATS_FULL");
    await removeRunSpace(hub, space);
    await hub.connection.close();
  },
);

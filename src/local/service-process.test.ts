import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { VirtualClock } from "../ground/index.ts";
import { ServiceProcess } from "./service-process.ts";

/** Stands in for a service: answers every start with `ready` at its port. */
const obliging = `
  process.once("message", ({ settings }) => process.send({ kind: "ready", url: "http://127.0.0.1:" + settings.port }));
  process.once("disconnect", () => process.exit());
`;

async function serviceOf(t: TestContext, code: string) {
  const folder = await mkdtemp(join(tmpdir(), "pickup-service-"));
  const file = join(folder, "service.mjs");
  await writeFile(file, code);
  const clock = new VirtualClock();
  const notices: string[] = [];
  let heard = () => undefined as void;
  const notice = (line: string) => {
    notices.push(line);
    heard();
  };
  const service = new ServiceProcess({ name: "thing", entry: pathToFileURL(file), afterCrash: "", clock, notice });
  t.after(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });
  const noticed = async (count: number) => {
    while (notices.length < count) await new Promise<void>((resolve) => (heard = resolve));
  };
  return { service, clock, notices, noticed, rewrite: (other: string) => writeFile(file, other) };
}

test("a service that ends before it is ready fails with its last words", async (t) => {
  const { service } = await serviceOf(t, 'process.stderr.write("no luck\\n", () => process.exit(3));');
  await assert.rejects(service.start({ port: 1 }), {
    code: "PICKUP_SERVICE_FAILED",
    message: "the thing ended before it was ready, by exit code 3: no luck",
  });
  assert.equal(service.pid, null);
});

test("a service that was launched and has ended before it is started fails alike", async (t) => {
  const { service, noticed } = await serviceOf(t, 'process.stderr.write("no luck\\n", () => process.exit(3));');
  service.launch();
  await noticed(1);
  await assert.rejects(service.start({ port: 1 }), { code: "PICKUP_SERVICE_FAILED" });
});

test("an error of a service arrives as it was thrown there", async (t) => {
  const error = { code: "PICKUP_PORT_UNUSABLE", message: "port 1 is taken", hint: "Choose.", exitCode: 2 };
  const { service } = await serviceOf(
    t,
    `process.once("message", () => process.send({ kind: "failed", error: ${JSON.stringify(error)} }));`,
  );
  await assert.rejects(service.start({ port: 1 }), error);
  assert.equal(service.pid, null);
});

test("what a service logs is passed on with its name", async (t) => {
  const { service, notices } = await serviceOf(t, `console.error("settings read\\n");${obliging}`);
  await service.start({ port: 4321 });
  await service.stop();
  assert.deepEqual(notices, ["thing: settings read"]);
});

test("starting a service that runs changes nothing", async (t) => {
  const { service } = await serviceOf(t, obliging);
  await service.start({ port: 4321 });
  const { pid, url } = service;
  await service.start();
  assert.deepEqual([service.pid, service.url], [pid, url]);
});

test("a service that does not end by itself is ended by force after five seconds", async (t) => {
  const deaf = obliging.replace("process.exit()", '(console.error("still here"), setInterval(() => {}, 1000))');
  const { service, clock, noticed } = await serviceOf(t, deaf);
  await service.start({ port: 4321 });
  const { pid } = service;
  const stopped = service.stop();
  await noticed(1);
  process.kill(pid!, 0);
  await clock.advance(5_000);
  await stopped;
  assert.throws(() => process.kill(pid!, 0), { code: "ESRCH" });
});

test("a service that does not come back is tried again until it does", async (t) => {
  const { service, clock, notices, noticed, rewrite } = await serviceOf(t, obliging);
  await service.start({ port: 4321 });
  await rewrite("process.exit(7);");
  process.kill(service.pid!, "SIGKILL");
  await noticed(1);
  await clock.advance(3_000);
  await noticed(2);
  assert.equal(notices[1], "the thing did not come back: the thing ended before it was ready, by exit code 7");
  await rewrite(obliging);
  await clock.advance(3_000);
  await noticed(3);
  assert.equal(notices[2], "the thing is back at http://127.0.0.1:4321");
});

test("a service that crashed is not started again once it is stopped", async (t) => {
  const { service, clock, notices, noticed } = await serviceOf(t, obliging);
  await service.start({ port: 4321 });
  process.kill(service.pid!, "SIGKILL");
  await noticed(1);
  await service.stop();
  await clock.advance(10_000);
  assert.deepEqual([service.pid, notices.length], [null, 1]);
});

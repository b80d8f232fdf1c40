// `node test/support/queue-service.ts PER_SECOND`, with a channel to its parent: answers as one server with a queue would
// that needs an exponentially distributed time for each request and gets through so many per second.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RandomStream, seedKeyOf } from "../../src/ground/index.ts";

const perSecond = Number(process.argv[2]);
const random = new RandomStream(seedKeyOf("queue"), 0);
let freeMs = 0;

const server = createServer((_request, answer) => {
  const nowMs = performance.now();
  freeMs = Math.max(freeMs, nowMs) - (Math.log(1 - random.next()) * 1000) / perSecond;
  setTimeout(() => answer.end("{}"), freeMs - nowMs);
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  process.send!((server.address() as AddressInfo).port),
);
process.on("disconnect", () => process.exit());

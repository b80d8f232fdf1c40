// A process of its own that answers every GET after a time drawn from its path's range, and counts what it was asked.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let requests = 0;
const server = createServer((request, answer) => {
  requests++;
  const [, least = 0, most = 0] = /^\/(\d+)-(\d+)/.exec(request.url!)?.map(Number) ?? [];
  setTimeout(() => answer.end("{}"), least + ((requests * 7919) % (most - least + 1)));
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  process.send!((server.address() as AddressInfo).port),
);
process.on("message", () => process.send!(requests));
process.on("disconnect", () => process.exit());

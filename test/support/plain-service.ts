// A process of its own that answers every request at once with the same few bytes, as fast as it can; for runs of
// millions of requests, of which none has a body.
import { type AddressInfo, createServer } from "node:net";

const body = '{"continueWatching":[]}';
const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
const answer = Buffer.from(head + body);
const end = Buffer.from("\r\n\r\n");

/** Requests that end in the bytes; a client that waits for each answer never splits one over two reads. */
function requestsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + end.length)) count++;
  return count;
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    for (let left = requestsIn(bytes); left > 0; left--) socket.write(answer);
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  process.send!((server.address() as AddressInfo).port),
);
process.on("disconnect", () => process.exit());

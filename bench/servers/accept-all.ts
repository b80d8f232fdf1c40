// A DynamoDB that takes everything at once: `node bench/servers/accept-all.ts`. Prints its port, then answers every
// request on every connection with the same bytes. It reads no more of a request than where it ends.
import { createServer, type AddressInfo } from "node:net";

const body = '{"UnprocessedItems":{}}';
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);
const headEnd = Buffer.from("\r\n\r\n");

/** Bytes after the head of a request that starts at `from`, or −1 while the head is not complete. */
function requestLength(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(headEnd, from);
  if (end < 0) return -1;
  const head = bytes.toString("latin1", from, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return end + headEnd.length - from + length;
}

const server = createServer((socket) => {
  let held: Buffer = Buffer.alloc(0);
  let skip = 0;
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    let at = Math.min(skip, chunk.length);
    skip -= at;
    if (at > 0 && skip === 0) socket.write(answer);
    const bytes = held.length === 0 ? chunk.subarray(at) : Buffer.concat([held, chunk.subarray(at)]);
    at = 0;
    while (at < bytes.length) {
      const length = requestLength(bytes, at);
      if (length < 0) break;
      if (at + length > bytes.length) {
        skip = at + length - bytes.length;
        at = bytes.length;
      } else {
        socket.write(answer);
        at += length;
      }
    }
    held = Buffer.from(bytes.subarray(at));
  });
});
// It never sleeps: to wake it over the loopback would cost the writer what no service elsewhere costs it.
const turn = () => setImmediate(turn);
turn();
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

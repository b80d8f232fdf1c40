// `node bench/servers/delaying-service.ts SEED`, with a channel to its parent: answers `GET /delayed` after a delay of a
// known distribution and keeps what each delay came to; anything else at once. As lean as can be, so that it is not what
// is measured: one read is one request, one answer is one write. It never sleeps: a timer would gather reads and answers
// into bursts, whose length is in no log, so it takes a core of its own.
import { type AddressInfo, createServer, Socket, type SocketConstructorOpts } from "node:net";
import { delaysOf } from "./delay-mixture.ts";
import type { DelayLog } from "./delaying-server.ts";

const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"ok": true}');
const delayedStart = Buffer.from("GET /delayed ");
const nextDelayMs = delaysOf(process.argv[2] ?? "");

interface Owed {
  readonly socket: Socket;
  readonly readMs: number;
}

/** What is owed in each eighth of a millisecond, as a ring longer than any delay. */
const slotsPerMs = 8;
const ring: Owed[][] = Array.from({ length: 4096 * slotsPerMs }, () => []);
let paidSlot = Math.floor(performance.now() * slotsPerMs);
let requests = 0;
let delays: number[] = [];

function take(socket: Socket, bytes: Buffer): void {
  requests++;
  if (bytes.compare(delayedStart, 0, delayedStart.length, 0, delayedStart.length) !== 0)
    return void socket.write(answer);
  const readMs = performance.now();
  const dueSlot = Math.max(paidSlot + 1, Math.round((readMs + nextDelayMs()) * slotsPerMs));
  ring[dueSlot % ring.length]!.push({ socket, readMs });
}

function payDebts(): void {
  for (const nowSlot = Math.floor(performance.now() * slotsPerMs); paidSlot < nowSlot;) {
    const owed = ring[++paidSlot % ring.length]!;
    for (const { socket, readMs } of owed) {
      delays.push(performance.now() - readMs);
      socket.write(answer);
    }
    owed.length = 0;
  }
  setImmediate(payDebts);
}

const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** The same connection with a read buffer of ours: Node allocates one for each read of a server's sockets. */
function leanSocket(accepted: Socket): Socket {
  const { _handle: handle } = accepted as Socket & { _handle: unknown };
  Object.assign(accepted, { _handle: null });
  const onread = {
    buffer: readBuffer,
    callback: (length: number, buffer: Uint8Array) => {
      if (length > 0) take(socket, buffer as Buffer);
      return true;
    },
  };
  const socket: Socket = new Socket({ handle, onread } as SocketConstructorOpts);
  return socket;
}

const server = createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
  const socket = leanSocket(accepted);
  socket.on("error", () => socket.destroy());
  socket.resume();
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
  process.send!((server.address() as AddressInfo).port),
);
process.on("message", () => {
  process.send!({ requests, delays } satisfies DelayLog);
  requests = 0;
  delays = [];
});
process.on("disconnect", () => process.exit());
payDebts();

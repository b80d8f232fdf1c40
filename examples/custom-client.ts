// A client of one's own for what is not HTTP: here a Redis, or anything else that speaks its protocol over TCP. Each user
// holds one connection for its whole life, and each command is timed and counted like a request.
//
//     pickup load custom-client.ts -H http://127.0.0.1:6379 -u 20 -r 10 -t 1m

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { addAbortSignal } from "node:stream";
import { between, defineLoadTest, type User } from "pickup-load-test";

/** A connection on which commands are sent one after the other, each answered by one line. */
class LineClient {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface(socket)[Symbol.asyncIterator]();
  }

  /** The signal ends the connection, and with it whatever waits for a reply. */
  static async open(host: string, port: number, signal: AbortSignal): Promise<LineClient> {
    const socket = addAbortSignal(signal, connect({ host, port, noDelay: true }));
    await once(socket, "connect");
    return new LineClient(socket);
  }

  /** The reply without its mark; an error is thrown. */
  async send(...words: readonly string[]): Promise<string> {
    const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    this.#socket.write(`*${words.length}\r\n${parts.join("")}`);
    const { done, value: reply } = await this.#lines.next();
    if (done) throw new Error("the connection was closed");
    if (reply.startsWith("-")) throw new Error(reply.slice(1));
    return reply.slice(1);
  }

  close(): void {
    this.#socket.destroy();
  }
}

const clients = new WeakMap<object, LineClient>();

/** Sends one command of a user, counted under its first word. */
function command(user: User<unknown, unknown>, ...words: readonly string[]): Promise<string> {
  const client = clients.get(user)!;
  return user.measure(words[0]!, () => client.send(...words));
}

export default defineLoadTest({
  setup: ({ host }) => ({ host: new URL(host).hostname, port: Number(new URL(host).port) }),
  users: {
    worker: {
      wait: between(0.01, 0.1), // seconds
      async onStart(user) {
        const { host, port } = user.shared;
        const client = await user.measure("connect", () => LineClient.open(host, port, user.signal));
        clients.set(user, client);
      },
      onStop: (user) => clients.get(user)?.close(),
      tasks: {
        increase: { weight: 4, run: async (user) => void (await command(user, "INCR", `hits:${user.id}`)) },
        async set(user) {
          const reply = await command(user, "SET", `seen:${user.id}`, new Date().toISOString());
          if (reply !== "OK") user.count("odd replies");
        },
      },
    },
  },
  thresholds: ["failures==0", "measure INCR: p95<1s"],
});

import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Clock, Timer } from "../ground/index.ts";
import { type MessageLog, type SentMessage, version } from "./message-log.ts";

/** What is shown to all who look: the messages about it, and all that is known, for who has missed them. */
export interface EventFeed {
  readonly messages: MessageLog;
  snapshot(): SentMessage;
}

const heartbeatMs = 15_000;
/** Of unsent text; a page that is further behind than this is cut off and comes back for a snapshot. */
const mostBacklogBytes = 32 * 1024 * 1024;

/** Live events by stream, and the same messages by polling. */
export function serveEvents(app: FastifyInstance, feed: EventFeed, clock: Clock): void {
  const streams = new Set<EventStream>();
  app.get("/api/events", (request, reply) => {
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) raw.setHeader(name, value ?? "");
    raw.writeHead(200, { "content-type": "text/event-stream", "x-accel-buffering": "no" });
    const stream = new EventStream(raw, clock);
    streams.add(stream);
    const leave = feed.messages.listen((message) => stream.send(message));
    raw.once("close", () => {
      leave();
      stream.end();
      streams.delete(stream);
    });
    for (const message of missedBy(feed, request.headers["last-event-id"])) stream.send(message);
  });
  app.get<{ Querystring: { after?: string } }>("/api/poll", (request, reply) => {
    const messages = missedBy(feed, request.query.after);
    const body = `{"version":${version},"messages":[${messages.map(({ json }) => json).join(",")}]}`;
    return reply.type("application/json").send(body);
  });
  app.addHook("preClose", async () => {
    for (const stream of streams) stream.end();
  });
}

function missedBy(feed: EventFeed, lastSeen: unknown): readonly SentMessage[] {
  const seq = typeof lastSeen === "string" && /^\d{1,16}$/.test(lastSeen) ? Number(lastSeen) : -1;
  return feed.messages.since(seq) ?? [feed.snapshot()];
}

/** One page's stream of events. Writing never waits: what the network cannot take yet stands in the socket's buffer. */
class EventStream {
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #heartbeat: Timer;

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    this.#clock = clock;
    this.#heartbeat = this.#nextHeartbeat();
    response.socket?.setNoDelay(true);
    response.write("retry: 1000\n\n");
  }

  send({ event }: SentMessage): void {
    this.#write(event);
  }

  end(): void {
    this.#heartbeat.cancel();
    this.#response.end();
  }

  #write(text: string | Buffer): void {
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > mostBacklogBytes) this.#response.destroy();
    else this.#response.write(text);
  }

  #nextHeartbeat(): Timer {
    return this.#clock.after(heartbeatMs, () => {
      this.#write(":\n\n");
      this.#heartbeat = this.#nextHeartbeat();
    });
  }
}

import type { Clock } from "../ground/index.ts";
import type { FromServer, ProtocolVersion } from "./protocol.ts";

export const version: ProtocolVersion = 1;

type Envelope = "version" | "seq" | "sentAtMs";
type Content<Message> = Message extends FromServer ? Omit<Message, Envelope> : never;

/** A message whose view is JSON already. */
export interface WrittenMessage {
  readonly type: "snapshot";
  readonly viewJson: string;
}

/** A message as the stream sends it; it is written once for all who hear it. */
export class SentMessage {
  readonly seq: number;
  readonly event: Buffer;
  readonly #jsonFrom: number;

  constructor(seq: number, json: string) {
    const head = `id: ${seq}\ndata: `;
    this.seq = seq;
    this.event = Buffer.from(`${head}${json}\n\n`);
    this.#jsonFrom = head.length;
  }

  get json(): string {
    return this.event.toString("utf8", this.#jsonFrom, this.event.length - 2);
  }
}

/** How far back a page that lost its stream can catch up; beyond that it gets a snapshot. */
const keptMessages = 900;
const keptBytes = 16 * 1024 * 1024;

/** The messages to all pages, numbered, with the last ones kept for those that missed some. */
export class MessageLog {
  readonly #clock: Clock;
  readonly #kept: SentMessage[] = [];
  readonly #listeners = new Set<(message: SentMessage) => void>();
  #bytes = 0;
  #seq: number;

  /** Numbers begin with the time, so that those of an earlier process are lower and known to be none of these. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#seq = clock.wallNow();
  }

  /** The number of the last message. */
  get seq(): number {
    return this.#seq;
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Numbers a message, keeps it, and tells all who listen. */
  send(content: Content<FromServer> | WrittenMessage): void {
    const message = this.#numbered(content);
    this.#keep(message);
    for (const listener of this.#listeners) listener(message);
  }

  /** A message for one page only, as if it were the last one that was sent to all. */
  aside(content: Content<FromServer> | WrittenMessage): SentMessage {
    return writtenOf(content, this.#seq, this.#clock.wallNow());
  }

  /** From now on nobody can catch up with what was sent so far. */
  forget(): void {
    this.#seq++;
    this.#kept.length = 0;
    this.#bytes = 0;
  }

  /** What was sent after `seq`; null when that is not known any more, or never was. */
  since(seq: number): readonly SentMessage[] | null {
    if (seq === this.#seq) return [];
    const first = this.#kept[0];
    if (first === undefined || seq < first.seq - 1 || seq > this.#seq) return null;
    return this.#kept.slice(seq - first.seq + 1);
  }

  /** Calls `listener` for every message from now on; returns how to leave off. */
  listen(listener: (message: SentMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #numbered(content: Content<FromServer> | WrittenMessage): SentMessage {
    return writtenOf(content, ++this.#seq, this.#clock.wallNow());
  }

  #keep(message: SentMessage): void {
    this.#kept.push(message);
    this.#bytes += message.event.length;
    while (this.#kept.length > 1 && (this.#kept.length > keptMessages || this.#bytes > keptBytes)) {
      this.#bytes -= this.#kept.shift()!.event.length;
    }
  }
}

function writtenOf(content: Content<FromServer> | WrittenMessage, seq: number, sentAtMs: number): SentMessage {
  const envelope = { version, seq, sentAtMs };
  if (!("viewJson" in content)) return new SentMessage(seq, JSON.stringify({ ...envelope, ...content }));
  const { type, viewJson } = content;
  return new SentMessage(seq, `${JSON.stringify({ ...envelope, type }).slice(0, -1)},"view":${viewJson}}`);
}

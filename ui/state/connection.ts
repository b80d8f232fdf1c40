import type { FromServer, PollAnswer } from "./protocol.ts";

/**
 * How the page hears from its server. `live`: by the stream; `polling`: the stream is broken, the page asks each second;
 * `stale`: nothing has come since `sinceMs`; `outdated`: the server speaks another version, the page must be loaded anew.
 */
export interface Hearing {
  readonly mode: "connecting" | "live" | "polling" | "stale" | "outdated";
  /** Epoch milliseconds of the last word. */
  readonly sinceMs: number;
}

/** What the connection needs of a browser. */
export interface ConnectionWorld {
  readonly nowMs: () => number;
  readonly openStream: (url: string) => EventStream;
  /** Throws when the answer is not a good one. */
  readonly fetchJson: (url: string) => Promise<unknown>;
  /** Calls back each second; returns how to stop that. */
  readonly everySecond: (callback: () => void) => () => void;
}

/** The part of an `EventSource` that is used. */
export interface EventStream extends EventTarget {
  readonly readyState: number;
  close(): void;
}

export interface ConnectionListener {
  readonly message: (message: FromServer) => void;
  readonly hearing: (hearing: Hearing) => void;
}

const version = 1;
const streamClosed = 2;
/** A stream that is this long without a connection is helped out by polling. */
const patienceMs = 2000;
const reopenAfterMs = 5000;
/** The server sends a tick each second while a run is going on. */
const silenceMs = 5000;

/**
 * Keeps hearing from the server, whatever breaks: an event stream, polling while that is broken, and a word about how it
 * stands. A browser's own stream gives up for good when it is answered with an error; this one opens another.
 */
export class Connection {
  readonly #world: ConnectionWorld;
  readonly #listener: ConnectionListener;
  #stream: EventStream | null = null;
  #stopTimer: (() => void) | null = null;
  #brokenSinceMs: number | null = null;
  #openedAtMs = 0;
  #lastSeq = -1;
  #lastHeardMs: number;
  #isPolling = false;
  #mode: Hearing["mode"] = "connecting";
  #expectsTicks = false;

  constructor(world: ConnectionWorld, listener: ConnectionListener) {
    this.#world = world;
    this.#listener = listener;
    this.#lastHeardMs = world.nowMs();
  }

  open(): void {
    this.#openStream();
    this.#stopTimer ??= this.#world.everySecond(() => this.#look());
  }

  /** Until `open` is called again. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#stream?.close();
    this.#stream = null;
  }

  #openStream(): void {
    this.#stream?.close();
    const stream = this.#world.openStream("api/events");
    this.#stream = stream;
    this.#openedAtMs = this.#world.nowMs();
    this.#brokenSinceMs ??= this.#openedAtMs;
    stream.addEventListener("open", () => this.#healed());
    stream.addEventListener("message", (event) => {
      this.#healed();
      this.#take(JSON.parse((event as MessageEvent<string>).data) as FromServer);
    });
    stream.addEventListener("error", () => {
      this.#brokenSinceMs ??= this.#world.nowMs();
    });
  }

  #healed(): void {
    this.#brokenSinceMs = null;
    this.#heard("live");
  }

  #heard(mode: Hearing["mode"]): void {
    this.#lastHeardMs = this.#world.nowMs();
    this.#become(mode);
  }

  #become(mode: Hearing["mode"]): void {
    if (this.#mode === "outdated" || (mode === this.#mode && mode !== "stale")) return;
    this.#mode = mode;
    this.#listener.hearing({ mode, sinceMs: this.#lastHeardMs });
  }

  /** Once a second: is there anything to mend? */
  #look(): void {
    const now = this.#world.nowMs();
    const isSilent = now - this.#lastHeardMs > silenceMs;
    if (this.#brokenSinceMs === null && !(this.#expectsTicks && isSilent)) return;
    if (isSilent) this.#become("stale");
    if (this.#brokenSinceMs !== null && now - this.#brokenSinceMs < patienceMs) return;
    const isDead = this.#stream?.readyState === streamClosed || this.#brokenSinceMs === null;
    if (isDead && now - this.#openedAtMs >= reopenAfterMs) this.#openStream();
    void this.#poll(this.#lastSeq);
  }

  async #poll(after: number): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    try {
      const answer = (await this.#world.fetchJson(`api/poll${after < 0 ? "" : `?after=${after}`}`)) as PollAnswer;
      this.#heard(this.#brokenSinceMs === null ? "live" : "polling");
      for (const message of answer.messages) this.#take(message);
    } catch {
      // Said by "stale", once it lasts.
    } finally {
      this.#isPolling = false;
    }
  }

  /** Hands a message on once and in order; after a gap everything is asked for anew. */
  #take(message: FromServer): void {
    if (message.version !== version) return this.#become("outdated");
    if (message.type !== "snapshot" && message.type !== "seeding") {
      if (message.seq <= this.#lastSeq) return;
      if (message.seq !== this.#lastSeq + 1) return void this.#poll(-1);
    }
    this.#lastSeq = message.seq;
    this.#noteState(message);
    this.#listener.message(message);
  }

  #noteState(message: FromServer): void {
    if (message.type === "log" || message.type === "seeding-second") return;
    const { state } =
      "view" in message ? (message.view ?? { state: null }) : "tick" in message ? message.tick : message;
    this.#expectsTicks = state === "running";
  }
}

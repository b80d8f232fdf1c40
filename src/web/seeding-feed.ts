import { type Clock, errorRecordOf } from "../ground/index.ts";
import type { SeedingAccount, SeedingProgress } from "../seeding/index.ts";
import type { EventFeed } from "./event-routes.ts";
import { MessageLog, type SentMessage } from "./message-log.ts";
import { SeedingHistory } from "./seeding-history.ts";
import type { SeedingFacts, SeedingStanding, SeedingView } from "./seeding-view.ts";

type End = Pick<SeedingView, "state" | "dollars" | "failure">;

/** More would only make each second's message long. */
const mostNamed = 20;

/** A seeding for all who look at it: how it stands, and every second as a message. */
export class SeedingFeed implements EventFeed {
  readonly messages: MessageLog;
  readonly #facts: SeedingFacts;
  readonly #history = new SeedingHistory();
  #progress: SeedingStanding | undefined;
  #end: End = { state: "running", dollars: null, failure: null };
  #snapshot: SentMessage | undefined;

  constructor(target: string, clock: Clock) {
    this.messages = new MessageLog(clock);
    this.#facts = { target, startedAtMs: clock.wallNow() };
  }

  /** Takes the newest progress, about once a second. */
  observe(progress: SeedingProgress): void {
    const isFirst = this.#progress === undefined;
    this.#progress = standingOf(progress);
    const isRenewed = this.#history.add(progress);
    const { latest } = this.#history;
    if (isFirst || isRenewed || latest === null) this.#sendAll();
    else this.messages.send({ type: "seeding-second", progress: this.#progress, ...latest });
  }

  /** It came to its end, or was stopped before. */
  ended({ done, dollars }: Pick<SeedingAccount, "done" | "dollars">): void {
    this.#close({ state: done ? "ended" : "stopped", dollars, failure: null });
  }

  failed(error: unknown): void {
    const { code, message, hint } = errorRecordOf(error);
    this.#close({ state: "failed", dollars: null, failure: { code, message, hint: hint ?? null } });
  }

  /** Everything, for a page that knows nothing yet; written once for all that ask before the next message. */
  snapshot(): SentMessage {
    if (this.#snapshot?.seq === this.messages.seq) return this.#snapshot;
    return (this.#snapshot = this.messages.aside({ type: "seeding", view: this.#view() }));
  }

  #close(end: End): void {
    this.#end = end;
    this.#sendAll();
  }

  #sendAll(): void {
    this.messages.send({ type: "seeding", view: this.#view() });
  }

  #view(): SeedingView | null {
    if (this.#progress === undefined) return null;
    return { ...this.#facts, progress: this.#progress, history: this.#history.view(), ...this.#end };
  }
}

function standingOf(progress: SeedingProgress): SeedingStanding {
  const { dead, throttles, hotKeys } = progress;
  return {
    ...progress,
    dead: dead.length,
    throttles: throttles.slice(0, mostNamed),
    hotKeys: hotKeys.slice(0, mostNamed),
  };
}

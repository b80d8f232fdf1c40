import type { ToWorker } from "../messages.ts";
import type { WorkerLink, WorkerListener } from "../transport.ts";
import type { Outbox } from "./outbox.ts";
import { encode, type FromMachine, type MachineFacts, type ToMachine } from "./wire.ts";

/** What a coordinator says, before it is numbered. */
type Word = ToMachine extends infer Any ? (Any extends ToMachine ? Omit<Any, "epoch" | "n"> : never) : never;

type Tell = (listener: WorkerListener) => void;

export interface MachineLineParts {
  readonly incarnation: string;
  readonly facts: MachineFacts;
  readonly epoch: number;
  readonly subject: string;
  readonly outbox: Outbox;
  /** Stores what is too large for a message before the message goes out, and puts its name in its place. */
  readonly lighten: (message: ToWorker) => Promise<ToWorker>;
}

/** The coordinator's line to one machine: a link to each of its threads, and what they say in the order they said it. */
export class MachineLine {
  readonly links: readonly WorkerLink[];
  readonly #parts: MachineLineParts;
  readonly #listeners: (WorkerListener | undefined)[] = [];
  /** Happened before anybody listened. */
  readonly #early: [number, Tell][] = [];
  readonly #left = Promise.withResolvers<void>();
  #isLost = false;
  #sent = 0;
  #heard = -1;

  constructor(parts: MachineLineParts) {
    this.#parts = parts;
    const { name, threads } = parts.facts;
    this.links = Array.from({ length: threads }, (_, thread) => ({
      id: threads === 1 ? name : `${name}/${thread}`,
      post: (message: ToWorker) => this.post({ kind: "thread", thread, message }),
      listen: (listener: WorkerListener) => this.#listen(thread, listener),
    }));
  }

  /** It left, or its lease is over. */
  get isLost(): boolean {
    return this.#isLost;
  }

  get facts(): MachineFacts {
    return this.#parts.facts;
  }

  /** Resolves when the machine said that it is done with the run. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  post(word: Word): void {
    const { incarnation, epoch, subject, outbox, lighten } = this.#parts;
    const n = this.#sent++;
    outbox.post(async () => {
      const said = word.kind === "thread" ? { ...word, message: await lighten(word.message) } : word;
      return { subject, bytes: encode({ ...said, epoch, n }), id: `${incarnation}.to.${epoch}.${n}` };
    });
  }

  /** Hears a word once, however often it comes. */
  hear(word: FromMachine): void {
    if (word.n <= this.#heard) return;
    this.#heard = word.n;
    if (word.kind === "left") this.lost("it was stopped there");
    if (word.kind === "thread") this.#pass(word.thread, (listener) => listener.message(word.message));
  }

  /** The machine left or its lease is over: each of its workers is lost to the run. */
  lost(reason: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#left.resolve();
    for (const thread of this.links.keys()) this.#pass(thread, (listener) => listener.lost(reason));
  }

  #listen(thread: number, listener: WorkerListener): void {
    this.#listeners[thread] = listener;
    for (const [of, tell] of this.#early.splice(0)) this.#pass(of, tell);
  }

  #pass(thread: number, tell: Tell): void {
    const listener = this.#listeners[thread];
    if (listener === undefined) this.#early.push([thread, tell]);
    else tell(listener);
  }
}

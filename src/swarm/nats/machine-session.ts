import { join } from "node:path";
import { type Clock, errorFromRecord, errorRecordOf, KitError, sleep } from "../../ground/index.ts";
import type { FromWorker, ToWorker } from "../messages.ts";
import { SharedLease } from "../shared-lease.ts";
import { threadTransport } from "../threads.ts";
import type { Transport, WorkerLink } from "../transport.ts";
import { clockOffset } from "./clock-offset.ts";
import type { Hub } from "./hub.ts";
import { Journal } from "./journal.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { MachineBoard } from "./machine-board.ts";
import { Outbox } from "./outbox.ts";
import { fetchFiles, inputFile, readFromStart, type RunSpace, storedObject } from "./run-space.ts";
import { type Call, callSubject, decode, encode, type FromMachine, type MachineFacts, type ToMachine } from "./wire.ts";

export interface MachineSessionParts {
  readonly runId: string;
  readonly hub: Hub;
  readonly space: RunSpace;
  readonly incarnation: string;
  readonly facts: MachineFacts;
  /** The module that each worker thread runs. */
  readonly entry: URL;
  /** For the journal and the files of this run. */
  readonly folder: string;
  /** Makes the input of a job fit this machine: `folder` holds the files that travelled. */
  readonly localize: (job: string, input: unknown, folder: string) => unknown;
  readonly clock: Clock;
}

/** How a machine's part in a run ended: with the run, by losing its lease, or because the coordinator refused it. */
export type SessionEnd = "over" | "lease-lost" | KitError;

/** What a machine says, before it is numbered. */
type Word = FromMachine extends infer Any ? (Any extends FromMachine ? Omit<Any, "n"> : never) : never;

/** How long a machine that lost its lease waits for the last words of its threads. */
const lastWordsMs = 3000;
/** A coordinator that did not call for so long is gone for now. */
const silentMs = 5000;
/** How long running tasks may go on when this machine is asked to leave. */
const leaveGraceMs = 5000;

/** One machine's part in one run: it hands messages through between its threads and the coordinator, and keeps the lease. */
export class MachineSession {
  readonly #parts: MachineSessionParts;
  readonly #lease = new SharedLease();
  readonly #keeper: LeaseKeeper;
  readonly #outbox: Outbox;
  readonly #journal: Journal;
  readonly #board: MachineBoard;
  readonly #threads: Transport;
  readonly #ended = Promise.withResolvers<SessionEnd>();
  readonly #allDone = Promise.withResolvers<void>();
  #links: Promise<readonly WorkerLink[]> | undefined;
  #opened: readonly WorkerLink[] | undefined;
  /** Lines that came before there were threads. */
  readonly #lines: string[] = [];
  #inputOnce: Promise<unknown> | undefined;
  #filesOnce: Promise<string> | undefined;
  /** Words to the threads are handed on in the order in which they came. */
  #delivery: Promise<void> = Promise.resolve();
  #working = 0;
  #isPlaying = false;
  #calledMs: number;
  #isClosing = false;
  #said = 0;
  #epoch = 0;
  #heard = -1;

  constructor(parts: MachineSessionParts) {
    const { hub, space, incarnation, facts, entry, folder, clock } = parts;
    this.#parts = parts;
    this.#calledMs = clock.now();
    this.#keeper = new LeaseKeeper(space.leases, incarnation, this.#lease, clock, {
      lapsed: () => this.#tellAtOnce({ type: "suspend" }),
      renewed: () => this.#tellAtOnce({ type: "resume" }),
      revoked: () => void this.#loseLease(),
    });
    const failed = (error: KitError) => this.#ended.resolve(error);
    this.#outbox = new Outbox(hub.streams, clock, failed);
    const heard = (line: string) => this.#hearLine(line);
    this.#board = new MachineBoard({ hub, space, incarnation, clock, heard, failed });
    this.#journal = new Journal(join(folder, `${incarnation}.journal`));
    this.#threads = threadTransport(facts.threads, entry, this.#lease.buffer);
  }

  /** Joins the run and works in it until it is over. */
  async run(interrupted: AbortSignal): Promise<SessionEnd> {
    const { hub, space, incarnation, facts } = this.#parts;
    await this.#keeper.begin();
    await this.#board.begin();
    const reading = await readFromStart(hub, space, space.names.to(incarnation), (bytes) => this.#hear(bytes));
    this.#say({ kind: "joined", machine: facts });
    const calls = hub.connection.subscribe(callSubject, {
      callback: (_error, message) => this.#heardCall((decode(message.data) as Call).runId),
    });
    const leave = () => void this.#stopAndLeave();
    interrupted.addEventListener("abort", leave, { once: true });
    try {
      return await this.#ended.promise;
    } finally {
      calls.unsubscribe();
      interrupted.removeEventListener("abort", leave);
      await reading.close();
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    this.#keeper.end();
    await this.#board.close();
    await this.#threads.close();
    await Promise.race([this.#outbox.flushed(), sleep(this.#parts.clock, lastWordsMs)]);
    this.#outbox.close();
    this.#journal.close();
  }

  #hear(bytes: Uint8Array): void {
    const word = decode(bytes) as ToMachine;
    if (word.epoch < this.#epoch || (word.epoch === this.#epoch && word.n <= this.#heard)) return;
    this.#epoch = word.epoch;
    this.#heard = word.n;
    if (word.kind === "refused") return this.#ended.resolve(errorFromRecord(word.error));
    if (word.kind === "over") return void this.#leave();
    this.#delivery = this.#delivery.then(() => this.#deliver(word.thread, word.message));
    this.#delivery.catch((error: unknown) => this.#sayFor(word.thread, failed(error)));
  }

  /** Another run may have this machine when its own has no coordinator any more and nothing goes on here. */
  #heardCall(runId: string): void {
    const nowMs = this.#parts.clock.now();
    if (runId === this.#parts.runId) this.#calledMs = nowMs;
    else if (nowMs - this.#calledMs > silentMs && !this.#isPlaying) void this.#leave();
  }

  /** Everything said is confirmed before the machine says that it leaves; then nothing of the run is needed here. */
  async #leave(): Promise<void> {
    await this.#board.flushed();
    this.#say({ kind: "left" });
    await this.#outbox.flushed();
    this.#journal.remove();
    this.#ended.resolve("over");
  }

  async #deliver(thread: number, message: ToWorker): Promise<void> {
    const links = await (this.#links ??= this.#openThreads());
    // The parts may have been another machine's until now: what it wrote is known before they are played.
    if (message.type === "retarget") await this.#board.caughtUp();
    if (message.type === "start") this.#isPlaying = true;
    links[thread]!.post(await this.#localized(message));
  }

  #hearLine(line: string): void {
    if (this.#opened === undefined) this.#lines.push(line);
    else for (const link of this.#opened) link.post({ type: "line", line });
  }

  async #openThreads(): Promise<readonly WorkerLink[]> {
    const { links } = await this.#threads.open({ joined: () => undefined, failed: () => undefined });
    for (const [thread, link] of links.entries()) {
      link.listen({
        message: (message) => this.#sayFor(thread, message),
        lost: (reason) => this.#isClosing || this.#sayFor(thread, failed(new Error(reason))),
      });
    }
    this.#working = links.length;
    this.#opened = links;
    for (const line of this.#lines.splice(0)) for (const link of links) link.post({ type: "line", line });
    return links;
  }

  async #localized(message: ToWorker): Promise<ToWorker> {
    const { hub, space, localize, clock } = this.#parts;
    switch (message.type) {
      case "prepare":
        return { ...message, input: localize(message.job, await this.#input(), await this.#files()) };
      case "start":
        return { ...message, startMs: message.startMs + (await clockOffset(hub, space, clock, this.#epoch)) };
      default:
        return message;
    }
  }

  #input(): Promise<unknown> {
    this.#inputOnce ??= storedObject(this.#parts.space, inputFile).then((input) => {
      if (input === undefined) throw new Error("the input of the job is not on the NATS server");
      return input;
    });
    return this.#inputOnce;
  }

  /** The folder with the files that travelled. */
  #files(): Promise<string> {
    this.#filesOnce ??= fetchFiles(this.#parts.space, join(this.#parts.folder, "files"));
    return this.#filesOnce;
  }

  #sayFor(thread: number, message: FromWorker): void {
    if (message.type === "line") return void this.#keep(thread, message.n, message.line);
    // Whoever gets the parts next finds what was said of them.
    if (message.type === "retargeted") {
      return void this.#board.flushed().then(() => this.#say({ kind: "thread", thread, message }));
    }
    if (message.type === "done" || message.type === "failed") this.#working--;
    this.#say({ kind: "thread", thread, message });
    if (this.#working > 0) return;
    this.#isPlaying = false;
    this.#allDone.resolve();
  }

  /** On disk before it is on its way. */
  #say(word: Word): void {
    const { space, incarnation } = this.#parts;
    const n = this.#said++;
    const bytes = encode({ ...word, n });
    this.#journal.append(bytes);
    this.#outbox.post(() => ({ subject: space.names.from(incarnation), bytes, id: `${incarnation}.${n}` }));
  }

  async #keep(thread: number, n: number, line: string): Promise<void> {
    await this.#board.say(thread, n, line);
    this.#opened?.[thread]?.post({ type: "kept", n });
  }

  /** Not even what waits to be delivered comes before it. */
  #tellAtOnce(message: ToWorker): void {
    void this.#links?.then((links) => links.forEach((link) => link.post(message)));
  }

  #tellThreads(message: ToWorker): void {
    this.#delivery = this.#delivery.then(async () => {
      for (const link of (await this.#links) ?? []) link.post(message);
    });
  }

  /** This machine is asked to end: its users finish what they do, then others may have them. */
  async #stopAndLeave(): Promise<void> {
    await this.#endWork(leaveGraceMs);
    await this.#leave();
  }

  /** The users are lent to others: ends all work, and hands in what was counted until then. */
  async #loseLease(): Promise<void> {
    await this.#endWork(0);
    this.#ended.resolve("lease-lost");
  }

  async #endWork(graceMs: number): Promise<void> {
    if (this.#links === undefined) return;
    this.#tellThreads({ type: "stop", graceMs });
    await Promise.race([this.#allDone.promise, sleep(this.#parts.clock, graceMs + lastWordsMs)]);
  }
}

function failed(error: unknown): FromWorker {
  return { type: "failed", error: errorRecordOf(error) };
}

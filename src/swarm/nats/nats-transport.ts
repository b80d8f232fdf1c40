import type { Subscription } from "@nats-io/transport-node";
import { type Clock, errorRecordOf, exitCodes, KitError, sleep } from "../../ground/index.ts";
import type { ToWorker } from "../messages.ts";
import type { LogEntry, PastRun, RunLog } from "../run-log.ts";
import type { Opened, Transport, TransportListener } from "../transport.ts";
import { connectHub, type Hub } from "./hub.ts";
import { LeaseWatch } from "./lease-watch.ts";
import { MachineLine } from "./machine-line.ts";
import type { NatsSettings } from "./nats-settings.ts";
import { Outbox } from "./outbox.ts";
import { entriesOf, firstTurnOf, pastMachines } from "./past-run.ts";
import {
  inputFile,
  makeRunSpace,
  memoFile,
  openRunSpace,
  readFromStart,
  readStored,
  removeRunSpace,
  type RunSpace,
  storeFile,
} from "./run-space.ts";
import { StoredLog } from "./stored-log.ts";
import { StreamTrim } from "./stream-trim.ts";
import {
  callSubject,
  type Call,
  type ClockAnswer,
  decode,
  encode,
  type FromMachine,
  type MachineFacts,
} from "./wire.ts";

export interface NatsTransportOptions {
  readonly settings: NatsSettings;
  readonly runId: string;
  /** The kit's; machines of another one are refused. */
  readonly version: string;
  /** Machines to wait for. */
  readonly machines: number;
  /** Into how many parts the work is cut; see `partsFor`. */
  readonly parts: number;
  readonly maxBytes: number;
  /** What the machines need beside the input of the job, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The input of the job as it is sent. */
  readonly pack: (input: unknown) => unknown;
  /** What a coordinator that takes the run over must know; null: this one takes over. */
  readonly memo: unknown;
  /** Told at the end what the workers said to each other, in order. */
  readonly onLine: (line: string) => void;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** Told in words what a reader should know: who joined, who is waited for. */
  readonly notice: (text: string) => void;
}

const callEveryMs = 500;
/** How long a run whose machines are all lost waits for another one. */
const patienceMs = 60_000;
/** How long the machines may take to say that they are done with a run that is over. */
const leaveMs = 5000;

/** Workers on other machines, joined by NATS: see `wire.ts` for what travels. */
export function natsTransport(options: NatsTransportOptions): Transport {
  const gathering = new Gathering(options);
  return {
    workers: options.machines,
    parts: options.parts,
    isElastic: true,
    startDelayMs: 300,
    patienceMs,
    log: gathering,
    open: (listener) => gathering.open(listener),
    close: () => gathering.close(),
  };
}

class Gathering implements RunLog {
  readonly #options: NatsTransportOptions;
  readonly #lines = new Map<string, MachineLine>();
  readonly #over = new AbortController();
  readonly #enough = Promise.withResolvers<void>();
  #hub: Hub | undefined;
  #space: RunSpace | undefined;
  #log: StoredLog | undefined;
  #outbox: Outbox | undefined;
  #trim: StreamTrim | undefined;
  #leases: LeaseWatch | undefined;
  #clocks: Subscription | undefined;
  #inputStored: Promise<unknown> | undefined;
  #listener: TransportListener | undefined;
  #isOpen = false;
  #failure: KitError | undefined;

  constructor(options: NatsTransportOptions) {
    this.#options = options;
    this.#enough.promise.catch(() => undefined);
  }

  async open(listener: TransportListener): Promise<Opened> {
    const { settings, runId, maxBytes, clock, memo } = this.#options;
    this.#listener = listener;
    const hub = (this.#hub = await connectHub(settings, `pickup load ${runId}`));
    const space = memo === null ? await openRunSpace(hub, runId) : await makeRunSpace(hub, runId, maxBytes);
    this.#space = space;
    const failed = (error: KitError) => this.#fail(error);
    this.#log = await StoredLog.claim(hub, space, clock, failed);
    this.#outbox = new Outbox(hub.streams, clock, failed);
    const past = memo === null ? await this.#pastRun(hub, space) : undefined;
    const known = new Set(this.#lines.keys());
    if (memo !== null) await this.#storeFiles(space);
    await this.#listen(hub, space);
    if (past === undefined) await this.#gather();
    this.#isOpen = true;
    const fresh = [...this.#lines].filter(([incarnation]) => !known.has(incarnation));
    const links = fresh.flatMap(([, line]) => line.links);
    return past === undefined ? { links } : { links, past };
  }

  append(entry: LogEntry): void {
    this.#log!.append(entry);
    if (entry.kind === "second") this.#trim!.logged(entry.second);
  }

  async flushed(): Promise<void> {
    await this.#log?.flushed();
  }

  async #storeFiles(space: RunSpace): Promise<void> {
    for (const [name, bytes] of this.#options.files) await storeFile(space, name, bytes);
    await storeFile(space, memoFile, encode(this.#options.memo));
  }

  async #listen(hub: Hub, space: RunSpace): Promise<void> {
    const { clock } = this.#options;
    this.#leases = new LeaseWatch(space.leases, clock, (incarnation) => this.#lose(incarnation));
    await this.#leases.begin(hub.connection);
    this.#answerClock(hub, space);
    const trim = (this.#trim = new StreamTrim(hub, space));
    await readFromStart(hub, space, space.names.fromAll, (...word) => this.#hear(...word));
    void this.#call(hub);
    const safe = async () => void (await Promise.all([this.#log!.flushed(), this.#outbox!.flushed()]));
    void trim.keepTrimming(clock, safe, this.#over.signal);
  }

  /** Waits for the machines of the beginning. */
  async #gather(): Promise<void> {
    const { interrupted, machines, notice, runId } = this.#options;
    const giveUp = () => this.#enough.reject(interruptedWaiting());
    interrupted.addEventListener("abort", giveUp, { once: true });
    if (interrupted.aborted) giveUp();
    notice(
      `run ${runId}: waiting for ${machines === 1 ? "a machine" : `${machines} machines`}: pickup worker --nats …`,
    );
    await this.#enough.promise;
    interrupted.removeEventListener("abort", giveUp);
  }

  async #pastRun(hub: Hub, space: RunSpace): Promise<PastRun> {
    const machines = await pastMachines(hub, space);
    const workers = machines.flatMap(({ incarnation, facts, threads }) => {
      const line = this.#lineTo(incarnation, facts);
      this.#lines.set(incarnation, line);
      return threads.map((thread, index) => ({ ...thread, link: line.links[index]! }));
    });
    this.#options.notice(
      `takes over the run with ${machines.length === 1 ? "1 machine" : `${machines.length} machines`}`,
    );
    return { entries: entriesOf(hub, space), workers, firstTurn: firstTurnOf(this.#log!.epoch) };
  }

  async close(): Promise<void> {
    if (this.#hub === undefined) return;
    const hub = this.#hub;
    const isOurs = this.#failure?.code !== "PICKUP_RUN_TAKEN_OVER" && this.#log !== undefined;
    if (isOurs) await this.#dismissAll();
    if (isOurs && this.#space !== undefined) await this.#keepLines(hub, this.#space).catch(() => undefined);
    this.#over.abort();
    this.#log?.close();
    this.#outbox?.close();
    this.#leases?.end();
    this.#clocks?.unsubscribe();
    if (isOurs && this.#space !== undefined) await removeRunSpace(hub, this.#space).catch(() => undefined);
    await hub.connection.close();
  }

  async #keepLines(hub: Hub, space: RunSpace): Promise<void> {
    const { onLine } = this.#options;
    for await (const { bytes } of readStored(hub, space, space.names.lines)) onLine(Buffer.from(bytes).toString());
  }

  async #dismissAll(): Promise<void> {
    for (const line of this.#lines.values()) line.post({ kind: "over" });
    const allLeft = Promise.all(Array.from(this.#lines.values(), ({ left }) => left));
    await Promise.race([allLeft, sleep(this.#options.clock, leaveMs, this.#over.signal)]);
  }

  async #call({ connection }: Hub): Promise<void> {
    const { runId, version, clock } = this.#options;
    const call: Call = { runId, version };
    while (!this.#over.signal.aborted) {
      connection.publish(callSubject, encode(call));
      await sleep(clock, callEveryMs, this.#over.signal);
    }
  }

  #answerClock({ connection }: Hub, { names }: RunSpace): void {
    this.#clocks = connection.subscribe(names.clock, {
      callback: (_error, message) => void message.respond(encode(this.#time())),
    });
  }

  #time(): ClockAnswer {
    return { epoch: this.#log!.epoch, nowMs: this.#options.clock.now() };
  }

  #hear(bytes: Uint8Array, subject: string, sequence: number): void {
    const incarnation = subject.slice(subject.lastIndexOf(".") + 1);
    const word = decode(bytes) as FromMachine;
    const said = word.kind === "thread" ? word.message : undefined;
    this.#trim!.heard(sequence, said !== undefined && "second" in said ? said.second : undefined);
    if (word.kind === "joined" && !this.#lines.has(incarnation)) this.#admit(incarnation, word.machine);
    this.#lines.get(incarnation)?.hear(word);
    if (word.kind === "left") this.#leases!.forget(incarnation);
  }

  #admit(incarnation: string, facts: MachineFacts): void {
    const line = this.#lineTo(incarnation, facts);
    if (facts.version !== this.#options.version) {
      return line.post({ kind: "refused", error: errorRecordOf(otherVersion(facts, this.#options.version)) });
    }
    this.#lines.set(incarnation, line);
    this.#log!.append({ kind: "machine", incarnation, machine: facts });
    this.#options.notice(`${facts.name} joined with ${facts.threads === 1 ? "1 worker" : `${facts.threads} workers`}`);
    if (this.#isOpen) this.#listener!.joined(line.links);
    else if (this.#lines.size >= this.#options.machines) this.#enough.resolve();
  }

  #lineTo(incarnation: string, facts: MachineFacts): MachineLine {
    return new MachineLine({
      incarnation,
      facts,
      epoch: this.#log!.epoch,
      subject: this.#space!.names.to(incarnation),
      outbox: this.#outbox!,
      lighten: (message) => this.#lighten(message),
    });
  }

  /** The input of a job may be larger than a message may be: it travels once, as an object. */
  async #lighten(message: ToWorker): Promise<ToWorker> {
    if (message.type !== "prepare") return message;
    if (this.#options.memo === null) return { ...message, input: null };
    this.#inputStored ??= storeFile(this.#space!, inputFile, encode(this.#options.pack(message.input)));
    await this.#inputStored;
    return { ...message, input: null };
  }

  #lose(incarnation: string): void {
    const line = this.#lines.get(incarnation);
    if (line === undefined || line.isLost) return;
    this.#options.notice(`${line.facts.name} is lost: its lease was not renewed; ${this.#heirs(line)}`);
    line.lost("its lease was not renewed");
  }

  #heirs(lost: MachineLine): string {
    const isAlone = [...this.#lines.values()].every((line) => line === lost || line.isLost);
    if (!isAlone) return "the others take over its users";
    return `no machine is left, and the run waits ${patienceMs / 1000} s for one: pickup worker --nats …`;
  }

  #fail(error: KitError): void {
    this.#failure ??= error;
    this.#enough.reject(error);
    this.#listener!.failed(error);
  }
}

function otherVersion({ name, version }: MachineFacts, ours: string): KitError {
  return new KitError("PICKUP_WORKER_VERSION", `${name} runs pickup-load-test ${version}, the coordinator ${ours}`, {
    hint: "Run the same version of pickup-load-test everywhere.",
  });
}

function interruptedWaiting(): KitError {
  return new KitError("PICKUP_INTERRUPTED", "interrupted while waiting for machines", {
    hint: "Start `pickup worker --nats …` on the machines that carry the load.",
    exitCode: exitCodes.interrupted,
  });
}

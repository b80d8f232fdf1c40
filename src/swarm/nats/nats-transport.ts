import type { Subscription } from "@nats-io/transport-node";
import { type Clock, errorRecordOf, exitCodes, KitError, sleep } from "../../ground/index.ts";
import type { ToWorker } from "../messages.ts";
import type { Transport, WorkerLink } from "../transport.ts";
import { connectHub, type Hub } from "./hub.ts";
import { LeaseWatch } from "./lease-watch.ts";
import { MachineLine } from "./machine-line.ts";
import type { NatsSettings } from "./nats-settings.ts";
import { Outbox } from "./outbox.ts";
import { makeRunSpace, readFromStart, removeRunSpace, type RunSpace } from "./run-space.ts";
import { callSubject, type Call, decode, encode, type FromMachine, type MachineFacts } from "./wire.ts";

export interface NatsTransportOptions {
  readonly settings: NatsSettings;
  readonly runId: string;
  /** The kit's; machines of another one are refused. */
  readonly version: string;
  /** Machines to wait for. */
  readonly machines: number;
  /** Into more parts the work need not be cut. */
  readonly mostParts: number;
  readonly maxBytes: number;
  /** What the machines need beside the input of the job, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The input of the job as it is sent. */
  readonly pack: (input: unknown) => unknown;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** Told in words what a reader should know: who joined, who is waited for. */
  readonly notice: (text: string) => void;
}

/** The name of the object that holds the input of the job. */
export const inputFile = "input";

const callEveryMs = 500;
/** Into how many parts the work is cut for each expected machine, within the bounds. */
const partsPerMachine = 16;
const fewestParts = 64;
const mostParts = 4096;
/** How long the machines may take to say that they are done with a run that is over. */
const leaveMs = 5000;

/** Workers on other machines, joined by NATS: see `wire.ts` for what travels. */
export function natsTransport(options: NatsTransportOptions): Transport {
  const gathering = new Gathering(options);
  return {
    workers: options.machines,
    parts: Math.min(options.mostParts, mostParts, Math.max(fewestParts, options.machines * partsPerMachine)),
    isElastic: true,
    startDelayMs: 300,
    open: (joined) => gathering.open(joined),
    close: () => gathering.close(),
  };
}

class Gathering {
  readonly #options: NatsTransportOptions;
  readonly #lines = new Map<string, MachineLine>();
  readonly #over = new AbortController();
  readonly #enough = Promise.withResolvers<void>();
  readonly #epoch = 1;
  #hub: Hub | undefined;
  #space: RunSpace | undefined;
  #outbox: Outbox | undefined;
  #leases: LeaseWatch | undefined;
  #clocks: Subscription | undefined;
  #inputStored: Promise<unknown> | undefined;
  #joined: ((links: readonly WorkerLink[]) => void) | undefined;

  constructor(options: NatsTransportOptions) {
    this.#options = options;
    this.#enough.promise.catch(() => undefined);
  }

  async open(joined: (links: readonly WorkerLink[]) => void): Promise<readonly WorkerLink[]> {
    const { settings, runId, maxBytes, clock, files, interrupted, machines, notice } = this.#options;
    const hub = (this.#hub = await connectHub(settings, `pickup load ${runId}`));
    const space = (this.#space = await makeRunSpace(hub, runId, maxBytes));
    this.#outbox = new Outbox(hub.streams, clock, (error) => this.#failAll(error));
    for (const [name, bytes] of files) await space.files.putBlob({ name }, bytes);
    this.#leases = new LeaseWatch(space.leases, clock, (incarnation) => this.#lose(incarnation));
    await this.#leases.begin(hub.connection);
    this.#answerClock(hub, space);
    await readFromStart(hub, space, space.names.fromAll, (bytes, subject) => this.#hear(bytes, subject));
    void this.#call(hub);
    const giveUp = () => this.#enough.reject(interruptedWaiting());
    interrupted.addEventListener("abort", giveUp, { once: true });
    if (interrupted.aborted) giveUp();
    notice(`waiting for ${machines === 1 ? "a machine" : `${machines} machines`}: pickup worker --nats …`);
    await this.#enough.promise;
    interrupted.removeEventListener("abort", giveUp);
    this.#joined = joined;
    return [...this.#lines.values()].flatMap(({ links }) => links);
  }

  async close(): Promise<void> {
    if (this.#hub === undefined) return;
    const hub = this.#hub;
    for (const line of this.#lines.values()) line.post({ kind: "over" });
    const { clock } = this.#options;
    const allLeft = Promise.all(Array.from(this.#lines.values(), ({ left }) => left));
    await Promise.race([allLeft, sleep(clock, leaveMs, this.#over.signal)]);
    this.#over.abort();
    this.#outbox?.close();
    this.#leases?.end();
    this.#clocks?.unsubscribe();
    if (this.#space !== undefined) await removeRunSpace(hub, this.#space).catch(() => undefined);
    await hub.connection.close();
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
      callback: (_error, message) => void message.respond(encode(this.#options.clock.now())),
    });
  }

  #hear(bytes: Uint8Array, subject: string): void {
    const incarnation = subject.slice(subject.lastIndexOf(".") + 1);
    const word = decode(bytes) as FromMachine;
    if (word.kind === "joined" && !this.#lines.has(incarnation)) this.#admit(incarnation, word.machine);
    this.#lines.get(incarnation)?.hear(word);
    if (word.kind === "left") this.#leases!.forget(incarnation);
  }

  #admit(incarnation: string, facts: MachineFacts): void {
    const line = new MachineLine({
      incarnation,
      facts,
      epoch: this.#epoch,
      subject: this.#space!.names.to(incarnation),
      outbox: this.#outbox!,
      lighten: (message) => this.#lighten(message),
    });
    if (facts.version !== this.#options.version) {
      return line.post({ kind: "refused", error: errorRecordOf(otherVersion(facts, this.#options.version)) });
    }
    this.#lines.set(incarnation, line);
    this.#options.notice(`${facts.name} joined with ${facts.threads === 1 ? "1 worker" : `${facts.threads} workers`}`);
    if (this.#joined !== undefined) this.#joined(line.links);
    else if (this.#lines.size >= this.#options.machines) this.#enough.resolve();
  }

  /** The input of a job may be larger than a message may be: it travels once, as an object. */
  async #lighten(message: ToWorker): Promise<ToWorker> {
    if (message.type !== "prepare") return message;
    this.#inputStored ??= this.#space!.files.putBlob({ name: inputFile }, encode(this.#options.pack(message.input)));
    await this.#inputStored;
    return { ...message, input: null };
  }

  #lose(incarnation: string): void {
    const line = this.#lines.get(incarnation);
    if (line === undefined) return;
    this.#options.notice(`${line.facts.name} is lost: its lease was not renewed; the others take over its users`);
    line.lost("its lease was not renewed");
  }

  #failAll(error: KitError): void {
    this.#enough.reject(error);
    for (const line of this.#lines.values()) line.lost(error.message);
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

// `node bench/swarm/simulated-machines.ts URL MACHINES ENDPOINTS RATE`: machines that join runs as real ones do and report
// made-up seconds of so many endpoints, each with RATE requests, without sending any. All in this one process.
import { randomBytes } from "node:crypto";
import { systemClock } from "../../src/ground/index.ts";
import { packTick, type Tick, TickRecorder } from "../../src/stats/index.ts";
import { clockOffset } from "../../src/swarm/nats/clock-offset.ts";
import { connectHub, type Hub } from "../../src/swarm/nats/hub.ts";
import { LeaseKeeper } from "../../src/swarm/nats/lease-keeper.ts";
import { openRunSpace, readFromStart, type RunSpace } from "../../src/swarm/nats/run-space.ts";
import { callSubject, type Call, decode, encode, type FromMachine, type ToMachine } from "../../src/swarm/nats/wire.ts";
import type { ToWorker } from "../../src/swarm/messages.ts";
import { SharedLease } from "../../src/swarm/shared-lease.ts";
import { noEvidence } from "../../src/verification/index.ts";

const [url = "", machines = "500", endpoints = "50", rate = "10"] = process.argv.slice(2);
const clock = systemClock;

type Word = FromMachine extends infer Any ? (Any extends FromMachine ? Omit<Any, "n"> : never) : never;

class SimulatedMachine {
  readonly #hub: Hub;
  readonly #space: RunSpace;
  readonly #name: string;
  readonly #tick: Tick;
  readonly incarnation = randomBytes(8).toString("hex");
  readonly keeper: LeaseKeeper;
  #said = 0;
  #second = 0;
  #isOver = false;

  constructor(hub: Hub, space: RunSpace, number: number) {
    this.#hub = hub;
    this.#space = space;
    this.#name = `machine-${number}`;
    this.#tick = madeUpTick(this.#name);
    const listener = {
      lapsed: () => undefined,
      renewed: () => undefined,
      revoked: () => console.error("a lease was revoked: this machine is too busy"),
    };
    this.keeper = new LeaseKeeper(space.leases, this.incarnation, new SharedLease(), clock, listener);
  }

  async join(version: string): Promise<void> {
    await this.keeper.begin();
    await this.#say({ kind: "joined", machine: { name: this.#name, version, threads: 1 } });
  }

  async hear(word: ToMachine): Promise<void> {
    if (word.kind === "thread") return this.#obey(word.message, word.epoch);
    if (word.kind !== "over") return;
    this.keeper.end();
    await this.#say({ kind: "left" });
  }

  async #obey(message: ToWorker, epoch: number): Promise<void> {
    if (message.type === "prepare") return this.#sayFor({ type: "prepared" });
    if (message.type === "retarget") return this.#sayFor({ type: "retargeted", turn: message.turn });
    if (message.type === "stop") this.#isOver = true;
    if (message.type === "start") {
      const offsetMs = await clockOffset(this.#hub, this.#space, clock, epoch);
      this.#awaitSecond(message.startMs + offsetMs);
    }
  }

  #awaitSecond(startMs: number): void {
    clock.after(startMs + (this.#second + 1) * 1000 - clock.now(), () => {
      const second = this.#second++;
      const report = { tick: packTick({ ...this.#tick, second }), evidence: noEvidence, asked: [] };
      void this.#sayFor({ type: this.#isOver ? "done" : "report", second, report });
      if (!this.#isOver) this.#awaitSecond(startMs);
    });
  }

  #sayFor(message: (FromMachine & { kind: "thread" })["message"]): Promise<void> {
    return this.#say({ kind: "thread", thread: 0, message });
  }

  async #say(word: Word): Promise<void> {
    const n = this.#said++;
    const subject = this.#space.names.from(this.incarnation);
    const msgID = `${this.incarnation}.${n}`;
    await this.#hub.streams.publish(subject, encode({ ...word, n }), { msgID, timeout: 10_000 });
  }
}

/** A second of one machine; every machine has its own, and the same one in every second. */
function madeUpTick(name: string): Tick {
  const recorder = new TickRecorder(name, clock);
  for (let endpoint = 0; endpoint < Number(endpoints); endpoint++) {
    for (let request = 0; request < Number(rate); request++) {
      const endMs = 2 + 40 * Math.random() ** 3;
      const about = { method: "GET", name: `/endpoint/${endpoint}`, outcome: "ok", reason: "", status: 200 } as const;
      recorder.record({ ...about, bytesReceived: 2400, dueMs: 0, sentMs: 0.1, firstByteMs: endMs - 0.1, endMs });
    }
  }
  recorder.setFacts({ users: 20, cpuMs: 400, elapsedMs: 1000, rssBytes: 2e8 });
  return recorder.take(0);
}

const hub = await connectHub({ url }, "simulated machines");
const subscription = hub.connection.subscribe(callSubject, { max: 1 });
for await (const message of subscription) {
  const { runId, version } = decode(message.data) as Call;
  const space = await openRunSpace(hub, runId);
  const all = new Map<string, SimulatedMachine>();
  for (let number = 0; number < Number(machines); number++) {
    const machine = new SimulatedMachine(hub, space, number);
    all.set(machine.incarnation, machine);
  }
  await readFromStart(hub, space, space.names.toAll, (bytes, subject) => {
    const machine = all.get(subject.slice(subject.lastIndexOf(".") + 1));
    void machine?.hear(decode(bytes) as ToMachine).catch((error: unknown) => console.error(String(error)));
  });
  for (const machine of all.values()) await machine.join(version);
}

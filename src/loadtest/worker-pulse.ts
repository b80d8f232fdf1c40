import { PerformanceObserver } from "node:perf_hooks";
import type { Clock, Timer } from "../ground/index.ts";
import { socketsOf } from "../http/index.ts";
import type { TickRecorder } from "../stats/index.ts";
import { closingSockets, coreWaitMs, localPorts, openFiles, openFilesLimit } from "./machine-limits.ts";

const probeMs = 20;

/**
 * Measures this worker itself: how late its event loop is, how long it pauses for garbage collection and waits for a core,
 * and the processor time, memory, file descriptors and local ports it takes.
 */
export class WorkerPulse {
  readonly #recorder: TickRecorder;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #takenMs: number;
  #cpu = process.threadCpuUsage();
  #coreWaitMs = coreWaitMs();
  #gcMs = 0;
  #gcLongestMs = 0;
  readonly #openFilesLimit = openFilesLimit();
  readonly #localPortsLimit: number;
  readonly #collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      this.#gcMs += duration;
      this.#gcLongestMs = Math.max(this.#gcLongestMs, duration);
    }
  });

  /** `localAddresses`: from how many addresses of this machine connections are made. */
  constructor(recorder: TickRecorder, clock: Clock, localAddresses: number) {
    this.#recorder = recorder;
    this.#localPortsLimit = localPorts() * localAddresses;
    this.#clock = clock;
    this.#takenMs = clock.now();
  }

  start(): void {
    this.#collections.observe({ entryTypes: ["gc"] });
    this.#probe();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#collections.disconnect();
  }

  /** Hands the recorder what was used since the last call. */
  take(users: number): void {
    const nowMs = this.#clock.now();
    const { user, system } = process.threadCpuUsage(this.#cpu);
    const waitMs = coreWaitMs();
    this.#recorder.setFacts({
      users,
      cpuMs: (user + system) / 1000,
      elapsedMs: nowMs - this.#takenMs,
      coreWaitMs: waitMs - this.#coreWaitMs,
      rssBytes: process.memoryUsage.rss(),
      gcMs: this.#gcMs,
      gcLongestMs: this.#gcLongestMs,
      openFiles: openFiles(),
      openFilesLimit: this.#openFilesLimit,
      sockets: socketsOf(this.#clock),
      closingSockets: closingSockets(),
      localPortsLimit: this.#localPortsLimit,
    });
    this.#cpu = process.threadCpuUsage();
    this.#coreWaitMs = waitMs;
    this.#takenMs = nowMs;
    this.#gcMs = 0;
    this.#gcLongestMs = 0;
  }

  #probe(): void {
    const dueMs = this.#clock.now() + probeMs;
    this.#timer = this.#clock.after(probeMs, () => {
      this.#recorder.loopLag(Math.max(0, this.#clock.now() - dueMs));
      this.#probe();
    });
  }
}

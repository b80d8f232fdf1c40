import type { Clock, Timer } from "../ground/index.ts";
import type { TickRecorder } from "../stats/index.ts";

const probeMs = 20;

/** Measures this worker itself: how late its event loop is, and the processor time and memory it takes. */
export class WorkerPulse {
  readonly #recorder: TickRecorder;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #takenMs: number;
  #cpu = process.threadCpuUsage();

  constructor(recorder: TickRecorder, clock: Clock) {
    this.#recorder = recorder;
    this.#clock = clock;
    this.#takenMs = clock.now();
  }

  start(): void {
    const dueMs = this.#clock.now() + probeMs;
    this.#timer = this.#clock.after(probeMs, () => {
      this.#recorder.loopLag(Math.max(0, this.#clock.now() - dueMs));
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Hands the recorder what was used since the last call. */
  take(users: number): void {
    const nowMs = this.#clock.now();
    const { user, system } = process.threadCpuUsage(this.#cpu);
    this.#recorder.setFacts({
      users,
      cpuMs: (user + system) / 1000,
      elapsedMs: nowMs - this.#takenMs,
      rssBytes: process.memoryUsage.rss(),
    });
    this.#cpu = process.threadCpuUsage();
    this.#takenMs = nowMs;
  }
}
